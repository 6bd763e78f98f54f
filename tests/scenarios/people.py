"""The demo people of a server, as browsers: a cookie, a token, an authenticator app."""
import base64
import hashlib
import hmac
import re
import struct
import time

STEP_S = 30


def logins(server):
    """login -> (password, secret of the app or None), of a server started with --demo-logins."""
    found = {}
    for line in server.told:
        one = re.match(r'  (demo-\S+)  password (\S+)(?:  TOTP secret (\S+))?', line)
        if one:
            found[one[1]] = (one[2], one[3])
    return found


def totp(secret, step):
    """RFC 6238 with SHA-1 and six digits."""
    key = base64.b32decode(secret + '=' * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack('>Q', step), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f'{(struct.unpack(">I", mac[start:start + 4])[0] & 0x7fffffff) % 1000000:06}'


class Person:
    """Person(server, 'demo-owner').enter().get('/api/v1/session')"""

    def __init__(self, server, login):
        self.server, self.login = server, login
        self.password, self.secret = logins(server)[login]
        self.cookie = self.csrf = None
        # Each code is good once, a step before and after its own too: so two are at hand, of which
        # neither is too old if a step ends meanwhile.
        now = int(time.time()) // STEP_S
        self.codes = iter((now, now + 1))

    @classmethod
    def join(cls, server, login, password):
        """Somebody who made an account himself (serve --self-join) and is signed in."""
        made = server.post('/api/v1/accounts', {'login': login, 'name': '赵小满', 'phone': '13800001111'})
        assert made.status == 201, made.body.decode()
        person = object.__new__(cls)
        person.server, person.login, person.password, person.secret = server, login, password, None
        person.cookie = person.csrf = None
        answer = person.post('/api/v1/session/first', {'secret': made.json()['secret'], 'password': password})
        assert answer.status == 200, answer.body.decode()
        return person

    @classmethod
    def invited(cls, server, secret):
        """Somebody who came with a one-time secret and has set up a password and a second factor."""
        person = object.__new__(cls)
        person.server, person.login, person.cookie, person.csrf = server, None, None, None
        answer = person.post('/api/v1/session/first', {'secret': secret, 'password': 'A-long-one-of-my-own-7'})
        assert answer.status in (200, 401), answer.body.decode()
        person.secret = person.post('/api/v1/session/enrolment', {}).json()['secret']
        code = totp(person.secret, int(time.time()) // STEP_S)
        done = person.post('/api/v1/session/enrolment', {'code': code})
        assert done.status == 200, done.body.decode()
        return person

    def code(self):
        return totp(self.secret, next(self.codes))

    def request(self, method, path, body=None, **headers):
        headers = {k.replace('_', '-'): v for k, v in headers.items()}
        if self.cookie:
            headers['Cookie'] = self.cookie
        if self.csrf and method != 'GET':
            headers['X-CSRF-Token'] = self.csrf
        if body is not None:
            answer = self.server.post(path, body, **headers)
        else:
            answer = self.server.request(method, path, headers=headers)
        if 'set-cookie' in answer.headers:
            self.cookie = answer.headers['set-cookie'].split(';')[0]
        if 'x-csrf-token' in answer.headers:
            self.csrf = answer.headers['x-csrf-token']
        if path.startswith('/api/v1/session') and answer.status == 200:
            self.csrf = answer.json()['csrf'] or self.csrf
        return answer

    def get(self, path, **headers):
        return self.request('GET', path, **headers)

    def post(self, path, body, **headers):
        return self.request('POST', path, body, **headers)

    def delete(self, path, **headers):
        return self.request('DELETE', path, **headers)

    def sign_in(self, **more):
        return self.post('/api/v1/session',
                         {'login': self.login, 'password': self.password, **more})

    def enter(self):
        answer = self.sign_in(**({'code': self.code()} if self.secret else {}))
        assert answer.status == 200, answer.body.decode()
        return self
