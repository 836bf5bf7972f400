"""Procedures about watching and healing: Solar and Heart."""

from nadi.learning.starters.shape import Starter

MACHINES = (
    Starter(
        "daily-monitoring-round",
        "Daily monitoring round",
        3,
        "Every working day before ten. One of us looks, and signs that they did.",
        ("daily",),
        """Look at last night’s backups, client by client
> Missing is worse than failed. A green lamp is not a proof.
Look at every alert until none is unseen
Look at devices that are silent
Look at what the virus protection found
Look at where the urgent tickets stand
> Somebody has them, and the client knows when they hear next.
Look at updates that failed
Open a ticket for whatever needs somebody""",
    ),
    Starter(
        "repeated-trouble",
        "The same trouble again",
        3,
        "When something happens for the third time in a month at a client, or the fifth anywhere.",
        ("tickets",),
        """List the tickets it has been
Add up the hours it has cost
Find what they have in common
> Machine, version, time of day, who changed what before.
Decide: cure it, prevent it, or live with it and say so
Write the procedure, or change the one we have
Set a check that would have seen it coming
Look again in sixty days whether it became less""",
    ),
    Starter(
        "server-down",
        "Server down",
        3,
        "When a server that people work with does not answer.",
        ("urgent",),
        """Confirm it from a second place, and set the ticket to P1
Name one who leads the work, and one who speaks with the client
Tell the client what we know, and when they hear from us next
> Then keep to that time, also when there is nothing new.
Begin the troubleshooting log
Look at what changed in the last day
Check power, line and the machine below, before the system itself
Call the vendor’s support where there is warranty
Set the time at which we stop repairing and restore instead
> Decide it now, while calm.
Tell the client at every time we said
Restore, if that time has come
Check with somebody at the client that they can work
Look at backup and monitoring of that server before going home
Write the cause and what would have prevented it
Visit or call the client the next day""",
    ),
    Starter(
        "monthly-maintenance",
        "Monthly maintenance",
        4,
        "For every managed client, every month, the same, without exception. The restore comes "
        "first, because everything else can be made good again.",
        ("monthly", "clients"),
        """Test a restore first: a file and a mailbox item or database older than a week
> Random, to another place. Open it. Note what it was.
Ask the contact what has bothered them
Read every open ticket of this client
Do this month’s single task before going on
> One subject a month for all clients, such as call-down lists or certificates.
Check that the backup still covers everything, and that the copy elsewhere is current
Read the event logs of the servers yourself
> A person, not a tool. Note what is new.
Look at free space, stopped services and machines that warn more than they should
Look at disks, arrays and temperatures
Check that no critical update is missing, or the exception is explained
Note versions of the client’s own applications, and read the vendors’ notices
Check that virus protection is present, current, and has nothing unresolved
Save the firewall’s settings, and compare the rules with what is documented
Check who may come in from outside, and that they still work there
Measure the internet line against the contract
Look at the battery: load, alarms, self-test, and what is plugged in
Look at the servers with your own eyes: heat, dust, cables
Look for accounts of people who left, and at who is an administrator
Check second factors, forwarding rules and guests of the mail
Check time and names: clocks agree, addresses resolve
List certificates, domains, licences and warranties that end within ninety days
Compare the machines there with the machines we bill
Look at switches, wireless, storage and printers
Try three entries of their password vault
Check the list of whom to call after hours
Say hello to who decides, and ask what we should know about their plans
Tell the contact what was done and what comes next
Open a ticket for everything you found""",
    ),
    Starter(
        "test-restore",
        "Test restore",
        4,
        "A backup that nobody has restored is a hope. Each protected system, every month.",
        ("backup", "monthly"),
        """Choose at random: one file and one thing with a structure, both older than a week
> A mailbox item, a database, a system state.
Restore to another place
> Never over the original.
Open it, and let somebody who knows it look where that is possible
Note what it was, how old, how long it took
Delete the copy
If it failed, open a ticket at once: this system is unprotected until it is proven""",
    ),
    Starter(
        "urgent-update",
        "Urgent update",
        4,
        "When a hole is being used already and the next window is too far away.",
        ("updates", "urgent"),
        """Find which clients have what is concerned
Read what the vendor says it breaks
Try it on one of our own machines
Tell the clients what we do tonight and why
Check that last night’s backup of these systems is good
Install on a few, wait, look
Install on the rest
List what could not be updated, and how it is shielded until then
Tell the clients that it is done""",
    ),
)
