"""The table of looks. One that is added here is done by every `wbs doctor`, and by every alert made from it."""

from wbs.cli.doctor.installation import Look
from wbs.cli.doctor.looks.alerts import look_at_alerts
from wbs.cli.doctor.looks.audit_logs import look_at_audit_logs
from wbs.cli.doctor.looks.backups import look_at_backups
from wbs.cli.doctor.looks.demonstration import look_for_a_demonstration
from wbs.cli.doctor.looks.deployed import look_at_configurations, look_at_deployed
from wbs.cli.doctor.looks.directories import look_at_directories
from wbs.cli.doctor.looks.drills import look_at_drills
from wbs.cli.doctor.looks.fronts import look_at_fronts
from wbs.cli.doctor.looks.jobs import look_at_jobs
from wbs.cli.doctor.looks.machine import look_at_disks, look_at_memory, look_at_the_clock
from wbs.cli.doctor.looks.permissions import look_at_permissions
from wbs.cli.doctor.looks.readers import look_at_readers
from wbs.cli.doctor.looks.rights import look_at_rights
from wbs.cli.doctor.looks.rules import look_at_rules
from wbs.cli.doctor.looks.services import look_at_services
from wbs.cli.doctor.looks.transfers import look_at_transfers

LOOKS = (
    Look("demonstration", "data", look_for_a_demonstration),
    Look("permissions", "files", look_at_permissions),
    Look("service-away", "services", look_at_services),
    Look("service-away", "tor, haproxy", look_at_fronts),
    Look("clock", "clock", look_at_the_clock),
    Look("disk", "disk", look_at_disks),
    Look("memory", "memory", look_at_memory),
    Look("deployed", "wbs deploy", look_at_deployed),
    Look("configuration", "tor, haproxy", look_at_configurations),
    Look("documents", "directories", look_at_directories),
    Look("drill-statement", "drills", look_at_drills),
    Look("database", "rights", look_at_rights),
    Look("database", "maintenance", look_at_jobs),
    Look("database", "audit", look_at_audit_logs),
    Look("database", "rules", look_at_rules),
    Look("database", "readers", look_at_readers),
    Look("database", "transfers", look_at_transfers),
    Look("backups", "folder", look_at_backups),
    Look("alerts", "WBS_ALERTS", look_at_alerts),
)
"""In the order in which they are done."""
