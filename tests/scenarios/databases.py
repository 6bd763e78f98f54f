"""The databases that scenarios run on: SQLite in a folder of theirs, or a PostgreSQL that is theirs alone."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'postgres'))

import cluster  # noqa: E402

needs_postgres = unittest.skipIf(cluster.programs() is None,
                                 'no PostgreSQL here (Debian: apt-get install postgresql-15)')


class OnCluster:
    """Stands before the tests in the bases of a class. What make_database began ends behind what they began."""

    @classmethod
    def make_database(cls, name):
        """The address of a database of that name, in a cluster of the class's own."""
        cls.home = tempfile.mkdtemp(prefix='fugong-pg-')
        cls.cluster = cluster.Cluster(cls.home, cluster.programs())
        cls.run_sql_in(cls.cluster.where, f'CREATE DATABASE {name}')
        return f'postgresql://fugong@/{name}?host={cls.home}'

    @classmethod
    def run_sql_in(cls, url, sql):
        return subprocess.run([cluster.programs() / 'psql', '-qXAt', '-d', url, '-c', sql], check=True, timeout=60,
                              stdout=subprocess.PIPE, text=True).stdout

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.cluster.stop()
        shutil.rmtree(cls.home, ignore_errors=True)
