#!/usr/bin/env python3
"""A private PostgreSQL for tests: one cluster in a temporary folder, reached by a socket there.

    cluster.py            # prints how to connect, serves until its input ends, then takes all away
    cluster.py COMMAND    # runs a command with FUGONG_POSTGRES set to that, then takes all away

It speaks over no network, needs no root and leaves nothing behind, whatever becomes of the test. Under
root, which PostgreSQL refuses, the server runs as nobody. Without PostgreSQL it says so and ends with
status 77; a command is then run without the variable. FUGONG_POSTGRES_SETTINGS adds settings of
the server (shared_buffers=1GB).
"""
import ctypes
import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ABSENT = 77
START_S = 60
STOP_S = 20
PR_SET_PDEATHSIG = 1
# A test is done before a disk would be; what it must survive is not a loss of power.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=",
            "max_connections=20", "shared_buffers=128MB", "work_mem=64MB", "autovacuum=off",
            "max_parallel_workers_per_gather=0", "logging_collector=off")


def programs():
    """The folder of the newest initdb and postgres."""
    named = os.environ.get("FUGONG_POSTGRES_BIN")
    if named:
        return pathlib.Path(named)
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
    return pathlib.Path(found[-1]) if found else None


def as_whom():
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


class Cluster:
    def __init__(self, folder, where):
        self.folder = pathlib.Path(folder)
        self.log = self.folder / "log"
        whom = as_whom()
        if whom:
            os.chown(folder, whom["user"], whom["group"])
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": folder}
        data = str(self.folder / "data")
        self.programs, self.environment = where, environment
        made = subprocess.run(
            [where / "initdb", "-D", data, "-U", "fugong", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            check=False, **whom)
        if made.returncode != 0:
            raise RuntimeError("initdb: " + made.stdout.decode(errors="replace"))
        self.where = f"host={folder} user=fugong dbname=postgres"
        self.start()

    def start(self):
        """Again, after stop()."""
        arguments = [self.programs / "postgres", "-D", str(self.folder / "data"), "-k", str(self.folder)]
        for setting in (*SETTINGS, *os.environ.get("FUGONG_POSTGRES_SETTINGS", "").split()):
            arguments += ["-c", setting]
        with open(self.log, "ab") as log:
            self.server = subprocess.Popen(arguments, cwd=self.folder, env=self.environment, stdout=log,
                                           stderr=log, preexec_fn=die_with_parent, **as_whom())
        self.wait()

    def wait(self):
        end = time.monotonic() + START_S
        while time.monotonic() < end and self.server.poll() is None:
            ready = subprocess.run([self.programs / "pg_isready", "-q", "-d", self.where],
                                   env=self.environment, check=False)
            if ready.returncode == 0:
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError("postgres: " + self.log.read_text(errors="replace"))

    def stop(self):
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)  # fast: ends sessions
            try:
                self.server.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.server.send_signal(signal.SIGQUIT)
                self.server.wait(STOP_S)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    command = sys.argv[1:]
    where = programs()
    if where is None or not (where / "initdb").exists():
        print("cluster.py: no PostgreSQL here (Debian: apt-get install postgresql-15)",
              file=sys.stderr)
        if command:
            sys.exit(subprocess.run(command, check=False).returncode)
        sys.exit(ABSENT)
    folder = tempfile.mkdtemp(prefix="fugong-pg-")
    cluster = None
    try:
        cluster = Cluster(folder, where)
        if command:
            environment = dict(os.environ, FUGONG_POSTGRES=cluster.where)
            sys.exit(subprocess.run(command, env=environment, check=False).returncode)
        print(cluster.where, flush=True)
        sys.stdin.read()
    finally:
        if cluster:
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
