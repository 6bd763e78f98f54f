"""The real program as a server for one test: a free port, a data folder of its own."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OPENAPI = ROOT / 'docs' / 'api' / 'openapi.yaml'
START_S = 60
STOP_S = 30


def program():
    return os.environ.get('FUGONG_PROGRAM', str(ROOT / 'build/release/bin/fugong'))


def once(pairs):
    """A JSON object, in which no name stands twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f'a name stands twice: {[name for name, _ in pairs]}')
    return found


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def media_type(self):
        return self.headers.get('content-type', '').split(';')[0]

    def json(self):
        return json.loads(self.body, object_pairs_hook=once)


class Server:
    """with Server() as s: s.get('/api/v1/health').status"""

    def __init__(self, data=None, *arguments):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='fugong-scenario-'))
        self.data = pathlib.Path(data) if data else self.folder / 'data'
        web = self.folder / 'web'
        web.mkdir()
        (web / 'index.html').write_text('<!doctype html><title>page</title>\n', encoding='utf-8')
        self.errors = open(self.folder / 'errors', 'w+b')
        self.process = subprocess.Popen(
            [program(), 'serve', '--port', '0', '--lang', 'en', '--data', str(self.data), '--web', str(web),
             *(() if '--check-limit' in arguments else ('--check-limit', '0')), *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=self.errors)
        self.port = None
        self.told = []  # what it wrote before it was up
        timer = threading.Timer(START_S, self.process.kill)
        timer.start()
        for line in self.process.stdout:
            found = re.search(rb'http://127\.0\.0\.1:(\d+)/', line)
            if found:
                self.port = int(found.group(1))
                break
            self.told.append(line.decode())
        timer.cancel()
        if self.port is None:
            self.process.wait(timeout=STOP_S)

    def said(self):
        """What it wrote to standard error so far."""
        self.errors.flush()
        return (self.folder / 'errors').read_text(encoding='utf-8')

    def __enter__(self):
        assert self.port is not None, self.said()
        return self

    def __exit__(self, *unused):
        self.close()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=STOP_S)
        self.process.stdout.close()
        self.errors.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        """Asks it to stop; the exit code."""
        self.signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP_S)

    def request(self, method, path, body=None, headers=None, source='127.0.0.1'):
        """`source` is the address of the loopback network from which it comes, for limits by address."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30, source_address=(source, 0))
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()},
                          answer.read())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.request('GET', path, headers={k.replace('_', '-'): v for k, v in headers.items()})

    def post(self, path, body, content_type='application/json', **headers):
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        headers = {k.replace('_', '-'): v for k, v in headers.items()}
        if content_type is not None:
            headers['Content-Type'] = content_type
        return self.request('POST', path, body, headers)

    def check(self, facts, on, known_at=None):
        """The answer to a check that must succeed."""
        body = {'on': on, 'facts': facts}
        if known_at:
            body['known_at'] = known_at
        answer = self.post('/api/v1/check', body)
        assert answer.status == 200, answer.body.decode()
        return answer.json()


def entitlement(answer, provision, subject=None):
    """The entitlement of the provision (for the subject), None if it doesn't show."""
    found = [e for e in answer['entitlements'] if e['provision'] == provision
             and subject in (None, e['subject_id'])]
    assert len(found) <= 1, found
    return found[0] if found else None
