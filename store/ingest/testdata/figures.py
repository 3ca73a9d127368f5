#!/usr/bin/env python3
"""Figures of the reference data, worked out without Clew.

    python3 testdata/figures.py DATA

prints, for each file, the rows read, accepted and rejected, the distinct
accounts and the events that real_test.go asserts. It knows the formats from
their documentation and shares no code with the importer.
"""
import csv, glob, json, os, re, sys

DATA = sys.argv[1]
TIME = re.compile(r'^\d{4}-\d\d-\d\d[T ]\d\d?:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$|^\d{10,16}(\.\d+)?$')
MISSING = ('', None, 'null', '<null>', 'unknown', 'Unknown', 'Not Available')


def timely(t):
    return t in (None, '') or bool(TIME.match(str(t)))


def first(*values):
    return next((str(v) for v in values if v not in MISSING), None)


def low(o):  # one exporter writes the outer keys in lower case
    return {k.lower(): v for k, v in o.items()}


def lines(name):
    return [json.loads(l) for l in open(os.path.join(DATA, name))]


def table(name):
    return list(csv.DictReader(open(os.path.join(DATA, name))))


def report(name, rows, use):
    """use gives (account, events) of a row, or nothing."""
    used = [u for u in map(use, rows) if u]
    print(f'{name}: {len(rows)} {len(used)} {len(rows) - len(used)} {len({u[0] for u in used})} {sum(u[1] for u in used)}')


def okta(r):
    r = low(r.get('log', r))
    if 'eventtype' not in r or not {'published', 'legacyeventtype', 'displaymessage'} & set(r) or not timely(r.get('published')):
        return
    a = r.get('actor') or {}
    if a.get('type') not in ('User', None):
        a = next((t for t in r.get('target') or [] if t['type'] == 'User'), {})
    account = first(a.get('id'), (a.get('alternateId') or '').lower())
    return account and (account, 1)


def entra(r):
    r = low(r.get('log', r))
    p = r.get('properties')
    if not isinstance(p, dict) or 'category' not in r:
        return
    u = (p.get('initiatedBy') or {}).get('user') or {}
    account = first(p.get('userId'), u.get('id'), p.get('UserPrincipalObjectID'),
                    (p.get('userPrincipalName') or '').lower(), (u.get('userPrincipalName') or '').lower())
    return account and (account, 1)


def google(r):
    r = r.get('log', r)
    if not (isinstance(r.get('id'), dict) and 'applicationName' in r['id'] and timely(r['id'].get('time'))):
        return
    a = r.get('actor') or {}
    events = r.get('events')
    events = events if isinstance(events, list) else [events or r]
    p = events[0].get('parameters') or {}
    if isinstance(p, list):
        p = {x['name']: x.get('value') for x in p}
    account = first(a.get('profileId'), (a.get('email') or '').lower(), (p.get('affected_email_address') or '').lower())
    return account and (account, len(events))


def github(r):
    r = r.get('log', r)
    if not isinstance(r.get('action'), str) or not ('actor' in r or 'user' in r) or isinstance(r.get('actor'), dict):
        return
    if not timely(first(r.get('@timestamp'), r.get('at_sign_timestamp'), r.get('created_at'))):
        return
    account = first(r.get('actor_id'), (r.get('actor') or '').lower(), r.get('user_id'), (r.get('user') or '').lower())
    return account and (account, 1)


def auth0(r):
    r = r.get('log', r)
    r = r.get('data', r)
    if 'date' not in r or 'type' not in r:
        return
    u = (((r.get('details') or {}).get('request') or {}).get('auth') or {}).get('user') or {}
    account = first(r.get('user_id'), u.get('user_id'), r.get('user_name'), u.get('email'))
    return account and (account, 1)


P, S = 'panther-events/', 'sekoia-fixtures/'
for name, use in ((P + 'okta-system-log.jsonl', okta), (P + 'azure-audit-signin.jsonl', entra),
                  (P + 'github-audit.jsonl', github), (P + 'gsuite-activity.jsonl', google), (P + 'auth0.jsonl', auth0),
                  (S + 'entra-eventhub/raw.jsonl', entra), (S + 'okta-system-log/raw.jsonl', okta),
                  (S + 'github-audit/raw.jsonl', github), (S + 'google-workspace-report/raw.jsonl', google)):
    report(name, lines(name), use)

# The unified audit log: once each by Id; an act of a service principal counts
# for the user in its targets.
for name, records in ((P + 'm365-audit.jsonl', [r['log'] for r in lines(P + 'm365-audit.jsonl')]),
                      ('invictus-o365-ual/ual-logins-native13.csv',
                       [json.loads(r['AuditData']) for r in table('invictus-o365-ual/ual-logins-native13.csv')])):
    once = {}
    for r in records:
        once.setdefault(r['Id'], r)
    who = {(r['UserId'] if r['UserType'] == 0 else [t['ID'] for t in r['Target'] if t['Type'] == 5][0]).lower() for r in once.values()}
    print(f'{name}: {len(records)} {len(once)} 0 {len(who)} {len(once)} duplicates {len(records) - len(once)}'
          f' signed in {sum(r["Operation"] == "UserLoggedIn" for r in once.values())}')

for name in ('customers', 'watchlist', 'reference'):
    rows = table(f'senzing-truthset/{name}.csv')
    cell = lambda r, k: (r.get(k) or '').strip()
    docs = [{cell(r, k) for k in ('PASSPORT_NUMBER', 'DRIVERS_LICENSE_NUMBER', 'SSN_NUMBER', 'NATIONAL_ID_NUMBER') if cell(r, k)} for r in rows]
    print(f'senzing-truthset/{name}.csv: {len(rows)} accounts {len({(r["DATA_SOURCE"], r["RECORD_ID"]) for r in rows})}'
          f' email {sum(cell(r, "EMAIL_ADDRESS") != "" for r in rows)} phone {sum(cell(r, "PHONE_NUMBER") != "" for r in rows)}'
          f' document {sum(map(len, docs))}')

for name, key in (('fake_stars_obvious_users', 'name'), ('dev_accounts.redacted', 'login'),
                  ('fake_actor_events_241001', 'actor'), ('fake_stars_clustered_repos_250101', 'repo_name')):
    rows = table(f'starscout/{name}.csv')
    print(f'starscout/{name}.csv: {len(rows)} accounts {len({r[key] for r in rows})}')

rows = list(csv.reader(open(os.path.join(DATA, 'twitter-unsuspensions/timestamps.csv'))))
print(f'twitter-unsuspensions/timestamps.csv: {len(rows)} accounts {len({r[0] for r in rows})} flagged at {sum(r[1] != "" for r in rows)}')

for name in sorted(glob.glob(os.path.join(DATA, 'ofac-digital-currency', '*.txt'))):
    rows = open(name).read().split()
    print(f'ofac {os.path.basename(name)}: {len(rows)} accounts {len(set(rows))}')
