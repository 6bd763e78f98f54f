"""docs/api/openapi.yaml as data: its operations, values that fit a schema, values that don't, and whether an answer is
one that it promises. Stricter than JSON Schema where that hides mistakes: a property that the file doesn't name is an
error unless additionalProperties is true, and so is a keyword of a schema that nothing here looks at."""
import datetime
import functools
import json
import re

import yaml

from server import OPENAPI

METHODS = ('get', 'put', 'post', 'delete', 'patch')
# What the server may say of any request before it knows which route is meant (docs/api/conventions.md).
OF_ALL = {'400', '405', '408', '413', '414', '431', '500', '501', '503'}
KEYWORDS = {'$ref', 'type', 'enum', 'const', 'format', 'oneOf', 'required', 'properties', 'items', 'title', 'example',
            'description', 'additionalProperties', 'maxLength', 'minimum', 'maximum'}
LONG = 64  # of a text without maxLength, for values that fit


class Yaml12(getattr(yaml, 'CSafeLoader', yaml.SafeLoader)):
    """As our own reader of YAML: `on` and `no` are texts, and so are days."""


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers
            if tag not in ('tag:yaml.org,2002:bool', 'tag:yaml.org,2002:timestamp')]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Yaml12.add_implicit_resolver('tag:yaml.org,2002:bool', re.compile('^(true|false)$'), list('tf'))


class Mutation:
    """A value that doesn't fit: what was done, at which JSON pointer."""

    def __init__(self, what, pointer, value):
        self.what, self.pointer, self.value = what, pointer, value


class Operation:
    def __init__(self, contract, method, path, node):
        self.contract, self.method, self.path, self.node = contract, method.upper(), path, node
        self.name = f'{self.method} {path}'
        self.parameters = node.get('parameters', [])
        content = node.get('requestBody', {}).get('content', {})
        self.media_type = next(iter(content), None)
        self.schema = content.get(self.media_type, {}).get('schema')
        self.takes_json = self.media_type == 'application/json'
        self.names = re.findall(r'\{(\w+)\}', path)

    def __repr__(self):
        return self.name

    def header(self, name):
        """The parameter of a header, None if the operation has none of that name."""
        return next((p for p in self.parameters if (p['in'], p['name']) == ('header', name)), None)

    def wants(self, header):
        return bool((self.header(header) or {}).get('required'))

    def needs_login(self):
        """The routes of signing in say themselves who may ask."""
        return '401' in self.node['responses'] and not self.path.startswith('/api/v1/session')

    def faults(self, answer):
        """What of an answer is not as the file says."""
        status = str(answer.status)
        if status not in self.node['responses']:
            if status not in OF_ALL:
                return [f'{status} is not among the answers of {self.name}']
            response = self.contract.document['components']['responses']['Problem']
        else:
            response = self.contract.resolved(self.node['responses'][status])
        content = response.get('content')
        if not content:
            return [f'{status} has a body'] if answer.body else []
        if 'application/octet-stream' in content:
            return []  # bytes, of the media type that they have
        if answer.media_type not in content:
            return [f'{status} is of {answer.media_type}, not of {"/".join(content)}']
        schema = content[answer.media_type].get('schema')
        if not answer.media_type.endswith('json'):
            return []
        try:
            value = answer.json()
        except ValueError as error:
            return [f'no JSON: {error}']
        return self.contract.faults(schema, value)


class Contract:
    """The file, read once in a process: `the_contract()`."""

    def __init__(self):
        with open(OPENAPI, encoding='utf-8') as file:
            self.document = yaml.load(file, Yaml12)
        self.operations = [Operation(self, method, path, node)
                           for path, methods in self.document['paths'].items()
                           for method, node in methods.items() if method in METHODS]

    def resolved(self, node):
        while '$ref' in node:
            at = self.document
            for part in node['$ref'].removeprefix('#/').split('/'):
                at = at[part]
            node = at
        return node

    # Does it fit?

    def misfits(self, operation, answer):
        """What of an answer to "GET /api/v1/health" is not as the file says of this very operation."""
        one = next(o for o in self.operations if o.name == operation)
        if str(answer.status) not in one.node['responses']:
            return [f"{operation} {answer.status} isn't in the OpenAPI file"]
        return one.faults(answer)

    def faults(self, schema, value, pointer=''):
        schema = self.resolved(schema)
        assert KEYWORDS.issuperset(schema), f'keywords that nothing looks at: {set(schema) - KEYWORDS}'
        assert schema.get('format', 'date') == 'date', f'a format that nothing looks at: {schema["format"]}'
        types = schema.get('type')
        if types and not any(is_of(one, value) for one in ([types] if isinstance(types, str) else types)):
            return [f'{pointer}: wrong type']
        found = []
        if 'enum' in schema and value not in schema['enum']:
            found.append(f'{pointer}: {value!r} is not one of the enum')
        if 'const' in schema and value != schema['const']:
            found.append(f'{pointer}: is not the const')
        if schema.get('format') == 'date' and isinstance(value, str) and not is_date(value):
            found.append(f'{pointer}: {value!r} is not a date')
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if value < schema.get('minimum', value) or value > schema.get('maximum', value):
                found.append(f'{pointer}: {value} is outside minimum and maximum')
        if 'oneOf' in schema:
            fits = sum(not self.faults(one, value, pointer) for one in schema['oneOf'])
            if fits != 1:
                found.append(f'{pointer}: fits {fits} of oneOf')
        if isinstance(value, list) and 'items' in schema:
            for i, item in enumerate(value):
                found += self.faults(schema['items'], item, f'{pointer}/{i}')
        if isinstance(value, dict):
            found += self.faults_of_map(schema, value, pointer)
        return found

    def faults_of_map(self, schema, value, pointer):
        found = [f"{pointer}: '{name}' is missing" for name in schema.get('required', ()) if name not in value]
        properties, others = schema.get('properties', {}), schema.get('additionalProperties', 'oneOf' in schema)
        for name, part in value.items():
            if name in properties:
                found += self.faults(properties[name], part, f'{pointer}/{name}')
            elif isinstance(others, dict):
                found += self.faults(others, part, f'{pointer}/{name}')
            elif not others:
                found.append(f"{pointer}: '{name}' isn't in the OpenAPI file")
        return found

    # Values

    def fitting(self, schema, choose, depth=0):
        """A value that fits; `choose` is a random.Random."""
        schema = self.resolved(schema)
        if 'oneOf' in schema:
            return self.fitting(choose.choice(schema['oneOf']), choose, depth)
        if 'enum' in schema:
            return choose.choice(schema['enum'])
        if 'const' in schema:
            return schema['const']
        types = schema.get('type', 'object')
        kind = choose.choice(types) if isinstance(types, list) else types
        if kind == 'string':
            if schema.get('format') == 'date':
                return str(datetime.date(2020, 1, 1) + datetime.timedelta(choose.randrange(400)))
            most = min(schema.get('maxLength', LONG), LONG)
            drawn = ''.join(choose.choices('abcXYZ019 -_中文企', k=choose.randint(1, most // 3 or 1)))
            return schema.get('example') or drawn  # lengths count characters there and bytes here
        if kind in ('integer', 'number'):
            low, high = schema.get('minimum', 0), schema.get('maximum', 1 << 40)
            return choose.choice((low, high, choose.randint(low, high)))
        if kind == 'boolean':
            return choose.random() < 0.5
        if kind == 'null':
            return None
        if kind == 'array':
            most = 0 if depth > 4 else 2
            return [self.fitting(schema.get('items', {'type': 'string'}), choose, depth + 1)
                    for _ in range(choose.randint(0, most))]
        required = schema.get('required', ())
        return {name: self.fitting(part, choose, depth + 1)
                for name, part in schema.get('properties', {}).items()
                if name in required or (depth < 5 and choose.random() < 0.5)}

    def mutations(self, schema, value, pointer=''):
        """Every way in which one thing of a fitting value can be wrong, one at a time. Of choices (oneOf) those of the one
        that fits."""
        schema = self.resolved(schema)
        if not isinstance(value, dict):
            return
        if 'oneOf' in schema:
            fit = [one for one in map(self.resolved, schema['oneOf']) if not self.faults(one, value)]
            if not fit:
                return
            schema = fit[0]
        properties = schema.get('properties', {})
        if schema.get('additionalProperties') is not True and properties:
            yield Mutation('unknown field', f'{pointer}/no_such_field', {**value, 'no_such_field': 1})
        for name in schema.get('required', ()):
            yield Mutation('missing', f'{pointer}/{name}', {k: v for k, v in value.items() if k != name})
        for name, part in properties.items():
            at = f'{pointer}/{name}'
            for what, wrong in self.wrong(part, name in schema.get('required', ())):
                yield Mutation(what, at, {**value, name: wrong})
            part = self.resolved(part)
            inner = value.get(name)
            if isinstance(inner, dict):
                for one in self.mutations(part, inner, at):
                    yield Mutation(one.what, one.pointer, {**value, name: one.value})
            if isinstance(inner, list) and inner and 'items' in part:
                for one in self.mutations(part['items'], inner[0], f'{at}/0'):
                    yield Mutation(one.what, one.pointer, {**value, name: [one.value, *inner[1:]]})

    def wrong(self, schema, required):
        schema = self.resolved(schema)
        types = schema.get('type', ())
        types = [types] if isinstance(types, str) else list(types)
        if required and types and 'null' not in types:
            yield 'null', None
        kinds = {'text': 'x', 'number': 7, 'half': 0.5, 'truth': True, 'list': [], 'map': {}}
        for what, one in kinds.items():
            if types and not any(is_of(t, one) for t in types):
                yield what, one
        if 'maxLength' in schema:
            yield 'too long', 'a' * (schema['maxLength'] + 1)
        if 'maximum' in schema:
            yield 'too much', schema['maximum'] + 1
        if 'minimum' in schema:
            yield 'too little', schema['minimum'] - 1
        if 'integer' in types:
            yield 'beyond 64 bits', 10 ** 30
        if 'enum' in schema and 'string' in types:
            yield 'not one of them', 'no such word'
        if schema.get('format') == 'date':
            yield 'no such day', '2020-02-30'


@functools.cache
def the_contract():
    return Contract()


class Fits:
    """For tests that hold answers to the file."""

    def fits(self, operation, answer, status=200, code=None):
        """The status, the shape that the file has for it, and the problem's code; what the answer says."""
        self.assertEqual(answer.status, status, answer.body.decode(errors='replace')[:2000])
        self.assertEqual(the_contract().misfits(operation, answer), [])
        if status == 204:
            return None
        if code:
            self.assertEqual(answer.json()['type'], f'/problems/{code}')
        return answer.json()


def is_of(kind, value):
    if kind == 'integer':
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == 'number':
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, {'string': str, 'boolean': bool, 'null': type(None), 'array': list, 'object': dict}[kind])


def is_date(text):
    try:
        return str(datetime.date.fromisoformat(text)) == text
    except ValueError:
        return False


def as_json(value):
    return json.dumps(value, ensure_ascii=False).encode('utf-8', 'surrogatepass')
