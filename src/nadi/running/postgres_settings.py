"""The cluster's settings: small, durable, reachable through its private socket alone."""

from pathlib import Path

#: A throw-away cluster writes no more than it must: nobody copies it, nobody waits for its disk.
FOR_TESTS = {
    "shared_buffers": "'128MB'",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "checkpoint_timeout": "'1h'",
}


def settings(socket_folder: Path, major: int, *, durable: bool) -> str:
    lines = {
        "listen_addresses": "''",
        "port": "5432",
        "unix_socket_directories": f"'{socket_folder}'",
        "unix_socket_permissions": "0700",
        "max_connections": "80",
        "shared_buffers": "'32MB'",
        "work_mem": "'4MB'",
        "maintenance_work_mem": "'32MB'",
        "effective_cache_size": "'512MB'",
        "max_wal_size": "'512MB'",
        "min_wal_size": "'64MB'",
        "max_worker_processes": "4",
        "max_logical_replication_workers": "0",
        "max_parallel_workers_per_gather": "0",
        "autovacuum_max_workers": "2",
        "jit": "off",
        "huge_pages": "off",
        "random_page_cost": "1.1",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "log_line_prefix": "'%m [%p] %u '",
        "lc_messages": "'C'",
        "fsync": "on" if durable else "off",
        "synchronous_commit": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
    }
    if not durable:
        lines |= FOR_TESTS
    if major >= 18:
        lines["io_method"] = "sync"  # no standing io workers: this database is small
    head = "# Written by nadi at every start. Your own values: ALTER SYSTEM SET name = value.\n"
    return head + "".join(f"{name} = {value}\n" for name, value in lines.items())
