"""An installation with something of everything: firms of two regions, cases, letters, files, money proposed, a draft,
keys, mandates. For tests that drive every route of the contract with ids that are there."""
import functools
import itertools
import random
import sqlite3
import time
import urllib.parse
import uuid

from contract import the_contract
from offices import CASES, FIRM, Offices, month_of
from people import Person

STRANGER = '91990000000000027W'
# Stands in whatever is said of the stranger's firm, and nowhere else.
STRANGER_NAME = '虚构密云机床厂'
PROVISION = '17.2'
ROLES = ('owner', 'helper', 'county-officer', 'city-officer', 'province-officer', 'ministry-officer', 'second-approver',
         'policy-officer', 'analyst', 'partner', 'system-admin', 'security-admin', 'audit-admin')
V1 = '/api/v1'
TEXT = b'a paper\n'


def group(name):
    return {'id': name, 'trainee_kind': 'registered_unemployed', 'trainee_count': 2, 'training_mode': 'on_the_job',
            **month_of(name)}


# Who does it, by the operation or the first part of the path; of a part that isn't here whoever gets in first.
DOERS = {'POST /api/v1/people': 'system-admin', 'POST /api/v1/people/{id}/acts': 'system-admin',
         'people': 'city-officer', 'pack-drafts': 'policy-officer', 'funds': 'province-officer',
         'fund-proposals': 'ministry-officer', 'programmes': 'county-officer', 'case-figures': 'analyst',
         'audit': 'audit-admin', 'keys': 'owner', 'me': 'owner', 'firms': 'owner', 'uploads': 'owner', 'bulk': 'owner', 'cases': 'owner'}
COUNTY = '320106'
# Bodies that make sense, where fitting the schema is not enough to get as far as the field that is wrong.
SENSE = {
    'POST /api/v1/check': {'on': '2020-09-01', 'facts': {}},
    'POST /api/v1/people': {'login': 'new-one', 'name': '钱多多'},
    'POST /api/v1/people/{id}/grants': {'role': 'county_officer', 'scope': COUNTY},
    'POST /api/v1/people/{id}/acts': {'act': 'reset'},
    'POST /api/v1/keys': {'label': 'ours', 'role': 'helper', 'scope': FIRM, 'only': ['case_read'],
                          'until_ms': int(time.time() * 1000) + 86_400_000},
    'POST /api/v1/mandates': {'firm': FIRM, 'evidence': 'officer'},
    'POST /api/v1/cases': {'provision': PROVISION, 'firm': FIRM, 'declared': True,
                           'facts': {'trainee_groups': [group('X')]}},
    'POST /api/v1/cases/preview': {'provision': PROVISION, 'firm': FIRM},
    'POST /api/v1/cases/{reference}/acts': {'act': 'withdraw'},
    'POST /api/v1/reruns': {'place': COUNTY, 'dry_run': True},
    'POST /api/v1/programmes': {'provision': PROVISION, 'place': COUNTY, 'dry_run': True},
    'POST /api/v1/pack-drafts/{draft}/restore': {'revision': 1},
    'POST /api/v1/pack-drafts/{draft}/rebase': {'on': '2020-09-02', 'sides': [{'path': 'p/a.yaml', 'side': 'draft'}]},
    'PUT /api/v1/pack-drafts/{draft}/sheets/{owner}': {'parameters': [], 'tables': []},
    'POST /api/v1/pack-drafts/{draft}/sheets/{owner}/try': {'firm': {'on': '2020-09-01', 'facts': {}}},
    'POST /api/v1/pack-drafts/{draft}/acts': {'act': 'publish', 'effective_on': '2020-09-02'},
    'POST /api/v1/funds/{id}/proposals': {'step': 'appropriate', 'amount_fen': 1, 'document': 'D'},
}


class World(Offices):
    ON = '2020-09-01'
    FIRM_ROW = (f'{FIRM},虚构机床厂,有限责任公司,2015-03-02,320106,120,3421,18000000\n'
                f'{STRANGER},{STRANGER_NAME},有限责任公司,2015-03-02,320505,80,3421,9000000')
    SERVED_WITH = ('--self-join',)
    contract = the_contract()
    addresses = itertools.cycle(f'127.0.{i}.{j}' for i in range(1, 20) for j in range(1, 250))

    @classmethod
    def setUpClass(cls):
        cls.start()
        try:
            cls().fill_it()
        except BaseException:
            cls.tearDownClass()
            raise

    def runTest(self):
        """Of the one that fills it."""

    def send(self, role, method, path, body=None, headers=None, keyed=False):
        """By somebody of the role (None: nobody), from an address that no limit has met."""
        headers = dict(headers or {})
        if role:
            person = self.a(role)
            headers.setdefault('Cookie', person.cookie)
            headers.setdefault('X-CSRF-Token', person.csrf)
        if keyed:
            headers['Idempotency-Key'] = str(uuid.uuid4())
        headers = {k: v for k, v in headers.items() if v is not None}
        return self.server.request(method, path, body, headers, source=next(self.addresses))

    # What there is

    def fill_it(self):
        there = type(self).there = {}
        fund = self.fund('training_account')
        there['fund'] = fund['id']
        for step in ('appropriate', 'pay_in'):
            self.decide(self.propose(fund, step, 10_000_000), 'approve')
        there['proposal'] = self.propose(fund, 'lapse', 100)['id']
        stranger = self.people['stranger'] = Person.join(self.server, 'stranger', 'three unrelated words')
        there['mandate'] = self.mandate(stranger, STRANGER)
        waiting = self.people['waiting'] = Person.join(self.server, 'waiting', 'four other simple words')
        there['waiting mandate'] = self.ask_mandate(waiting, FIRM)['id']
        there['case'] = self.filed('owner', FIRM, 'G1')['reference']
        granted = self.act('county-officer', self.filed('owner', FIRM, 'G2'), 'accept')
        granted = self.act('county-officer', granted, 'grant', amount_fen=granted['judgement']['amount_fen'])
        there['granted case'] = granted['reference']
        there['strange case'] = self.filed('stranger', STRANGER, 'S1')['reference']
        there['papers'] = self.papers('owner', FIRM)
        there['upload'] = self.upload('owner', FIRM)
        there['strange upload'] = self.upload('stranger', STRANGER)
        there['bulk'] = self.bulk('owner')
        there['strange bulk'] = self.bulk('stranger')
        letters = self.a('owner').get(f'{CASES}/{there["granted case"]}/letters').json()['letters']
        there['code'] = letters[0]['code']
        drafted = self.send('policy-officer', 'POST', f'{V1}/pack-drafts', b'{"title": "T"}',
                            {'Content-Type': 'application/json'}, keyed=True)
        there['draft'] = self.fits(f'POST {V1}/pack-drafts', drafted, 201)['id']
        files = self.a('policy-officer').get(f'{V1}/pack-drafts/{there["draft"]}/files').json()['files']
        there['file'] = files[0]['path']
        officers = self.a('security-admin').get(f'{V1}/people').json()['people']
        officer = next(p for p in officers if p['login'] == 'demo-county-officer')
        there['person'], there['grant'] = officer['id'], officer['grants'][0]['id']
        there['session'] = self.a('owner').get(f'{V1}/me/sessions').json()['sessions'][0]['id']
        events = self.a('audit-admin').get(f'{V1}/audit/events').json()['events']
        there['event'] = events[0]['id'].split('/')

    def papers(self, role, firm):
        return [{'document': d, 'upload': self.upload(role, firm)} for d in ('trainees', 'wages')]

    def filed(self, role, firm, name):
        papers = self.papers(role, firm)
        body = {'provision': PROVISION, 'firm': firm, 'facts': {'trainee_groups': [group(name)]}, 'declared': True,
                'documents': papers}
        answer = self.a(role).post(CASES, body, Idempotency_Key=str(uuid.uuid4()))
        return self.fits(f'POST {CASES}', answer, 201)

    def ask_mandate(self, person, firm):
        answer = person.post(f'{V1}/mandates', {'firm': firm, 'evidence': 'officer'})
        return self.fits(f'POST {V1}/mandates', answer, 201)

    def mandate(self, person, firm):
        asked = self.ask_mandate(person, firm)
        answer = self.a('province-officer').post(f'{V1}/mandates/{asked["id"]}/acts',
                                                 {'act': 'confirm', 'papers': ['identity-card']},
                                                 If_Match=asked['etag'])
        self.fits(f'POST {V1}/mandates/{{id}}/acts', answer, 200)
        person.cookie = person.csrf = None
        assert person.sign_in().status == 200
        return asked['id']

    def upload(self, role, firm):
        answer = self.send(role, 'POST', f'{V1}/uploads?firm={firm}', TEXT,
                           {'Content-Type': 'application/octet-stream', 'X-File-Name': 'a.txt'})
        return self.fits(f'POST {V1}/uploads', answer, 201)['id']

    def bulk(self, role):
        table = self.send(role, 'GET', f'{V1}/bulk/template?kind=filings&format=csv&provision={PROVISION}').body
        row = (FIRM if role == 'owner' else STRANGER) + ',x' * table.splitlines()[-1].count(b',')
        answer = self.send(role, 'POST', f'{V1}/bulk?kind=filings', table + row.encode(),
                           {'Content-Type': 'application/octet-stream', 'X-File-Name': 'a.csv'})
        return self.fits(f'POST {V1}/bulk', answer, 201)['id']

    # Requests of the contract's operations

    def values(self, operation, strange=False):
        """What the {names} of its path stand for: things that are there, of the demo firm or of the stranger's."""
        there = self.there
        s = 'strange ' if strange else ''
        region, position = there['event']
        by_path = {
            'provisions': {'id': '5.2', 'other': '5.1'}, 'lists': {'name': 'places'},
            'procedures': {'provision': PROVISION}, 'firms': {'firm': STRANGER if strange else FIRM}, 'people': {'id': there['person'], 'grant': there['grant']},
            'keys': {'id': '1'}, 'mandates': {'id': there['mandate' if strange else 'waiting mandate']},
            'me': {'id': there['session']}, 'cases': {'reference': there[s + 'case']},
            'pack-drafts': {'draft': there['draft'], 'owner': '5.2', 'job': '1'},
            'uploads': {'id': there[s + 'upload']}, 'bulk': {'id': there[s + 'bulk']},
            'verify': {'code': there['code']}, 'audit': {'region': region, 'position': position},
            'funds': {'id': there['fund']}, 'fund-proposals': {'proposal': there['proposal']}}
        found = by_path.get(operation.path.split('/')[3], {})
        examples = {p['name']: p['example'] for p in operation.parameters if 'example' in p}
        return {name: str(found.get(name, examples.get(name, ''))) for name in operation.names}

    def path(self, operation, values=None, query=None, strange=False):
        """With the query that it can't do without."""
        values = values or self.values(operation, strange)
        for name, value in values.items():
            self.assertTrue(value, f'{operation}: world.py has nothing for {{{name}}}, and openapi.yaml no example')
        path = operation.path.format(**{n: urllib.parse.quote(v, safe='') for n, v in values.items()})
        wanted = {'firm': STRANGER if strange else FIRM, 'path': self.there['file'], 'kind': 'decision'}
        if operation.path.startswith('/api/v1/bulk'):
            wanted['kind'] = 'filings'
        found = {p['name']: wanted.get(p['name'], p['schema'].get('enum', ['x'])[0])
                 for p in operation.parameters if p['in'] == 'query' and p.get('required')}
        found.update(query or {})
        return path + ('?' + urllib.parse.urlencode(found) if found else '')

    def tag(self, operation):
        """The If-Match that is right now."""
        part, values = operation.path.split('/')[3], self.values(operation)
        if part == 'mandates':
            listed = self.send('county-officer', 'GET', f'{V1}/mandates').json()['waiting']
            return next((m['etag'] for m in listed if m['id'] == values['id']), '"none"')
        role, path = {'people': ('security-admin', f'{V1}/people/{values.get("id")}'),
                      'cases': ('county-officer', f'{CASES}/{values.get("reference")}'),
                      'me': ('owner', f'{V1}/me'),
                      'pack-drafts': ('policy-officer', f'{V1}/pack-drafts/{values.get("draft")}')}[part]
        answer = self.send(role, 'GET', path)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.headers.get('etag') or answer.json()['etag']

    def headers(self, operation):
        """A key of its own, the right tag, the right type."""
        found = {}
        if operation.wants('Idempotency-Key'):
            found['Idempotency-Key'] = str(uuid.uuid4())
        if operation.header('If-Match'):
            found['If-Match'] = self.tag(operation)
        if operation.media_type:
            found['Content-Type'] = operation.media_type
        return found

    def doer(self, operation):
        return DOERS.get(operation.name, DOERS.get(operation.path.split('/')[3]))

    def body(self, operation):
        """One that fits, and makes sense where that is needed."""
        body = SENSE.get(operation.name) or self.contract.fitting(operation.schema, random.Random(operation.name))
        return {**body, 'documents': self.there['papers']} if operation.name == f'POST {CASES}' else body

    @functools.cached_property
    def table_names(self):
        with sqlite3.connect(f'file:{self.folder}/data/fugong.db?mode=ro', uri=True) as database:
            return [row[0] for row in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]

    def rows(self, but):
        """table -> its rows, in no order; of tables that don't match."""
        database = sqlite3.connect(f'file:{self.folder}/data/fugong.db?mode=ro', uri=True)
        try:
            return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))
                    for name in self.table_names if not but.match(name)}
        finally:
            database.close()
