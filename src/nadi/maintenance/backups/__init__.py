"""Backup tools, one folder each. Adding one touches nothing but `TOOLS`."""

from collections.abc import Mapping

from nadi.maintenance.backups.archive.tool import ArchiveTool
from nadi.maintenance.backups.contract import BackupTool
from nadi.maintenance.backups.restic.tool import ResticTool

TOOLS: Mapping[str, BackupTool] = {tool.name: tool for tool in (ResticTool(), ArchiveTool())}
