"""`wbs deploy`: writes what stands around the two applications on a server, and says what a person must still do.

What is written, and what of a person's is left alone, is decided without input or output; only `disk.py` touches files.
"""

from wbs.cli.table import TableGroup

COMMANDS = {
    "database": "wbs.cli.deployment.database:database_command",
    "onion": "wbs.cli.deployment.onion:onion_command",
    "proxy": "wbs.cli.deployment.proxy:proxy_command",
    "systemd": "wbs.cli.deployment.systemd:systemd_command",
    "container": "wbs.cli.deployment.container:container_command",
    "client-key": "wbs.cli.deployment.client_keys:client_key_group",
}
deploy_group = TableGroup(
    "deploy",
    table=COMMANDS,
    help="Set up what stands around the applications: services, proxies, tor, and who may reach the officers' portal.",
)
