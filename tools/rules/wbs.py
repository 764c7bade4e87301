# What each rule of wbs.yaml must find, and what it must leave alone: read by semgrep, never run, never shipped.


def no_addresses(request, environ):
    # ruleid: no-addresses
    seen = request.remote_addr
    # ruleid: no-addresses
    seen = request.headers.get("X-Forwarded-For")
    # ruleid: no-addresses
    seen = environ["REMOTE_ADDR"]
    # ruleid: no-addresses
    from werkzeug.middleware.proxy_fix import ProxyFix
    # ok: no-addresses
    kind = request.headers.get("Content-Type")


def no_comparison_of_secrets(given, token, mac, session, body, name):
    # ruleid: no-comparison-of-secrets
    fits = token == given
    # ruleid: no-comparison-of-secrets
    fits = session.csrf != given
    # ruleid: no-comparison-of-secrets
    fits = given.mac() == mac
    # ok: no-comparison-of-secrets
    fits = name == given
    # ok: no-comparison-of-secrets
    fits = equal(mac, given)


def no_random():
    # ruleid: no-random
    import random

    # ruleid: no-random
    from uuid import uuid4

    # ok: no-random
    from wbs.crypto.primitives import random_bytes


def no_output_of_requests(request, logger):
    # ruleid: no-output-of-requests
    print(request.path)
    # ruleid: no-output-of-requests
    logger.warning("refused %s", request.path)
    # ok: no-output-of-requests
    logger.warning("the store is full")


def no_temporary_files(request):
    # ruleid: no-temporary-files
    import tempfile

    # ruleid: no-temporary-files
    file = request.files
    # ok: no-temporary-files
    stream = request.environ["wsgi.input"]


def no_code_from_data(data):
    # ruleid: no-code-from-data
    import pickle

    # ruleid: no-code-from-data
    eval(data)
    # ok: no-code-from-data
    parse(data)


def no_programs():
    # ruleid: no-programs
    import subprocess

    # ok: no-programs
    import json


def no_shell(run, words):
    # ruleid: no-shell
    run(words, shell=True)
    # ok: no-shell
    run(words, check=True)


def no_clock(clock):
    # ruleid: no-clock
    now = datetime.now(UTC)
    # ruleid: no-clock
    day = date.today()
    # ok: no-clock
    day = clock.today()


def no_network():
    # ruleid: no-network
    import socket

    # ruleid: no-network
    from urllib.request import urlopen

    # ok: no-network
    from urllib.parse import urlsplit
