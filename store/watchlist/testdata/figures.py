"""Works out, from the reference data alone, the figures that real_test.go holds
the reader to:  python3 testdata/figures.py DATA

Prints for each file: values read, rejected, and how many distinct ones are left.
"""
import ipaddress, json, os, re, sys

base = sys.argv[1]


def lines(name):
    with open(os.path.join(base, name), encoding="utf-8") as f:
        for line in f:
            line = line.strip()
            if line and line[0] not in "#;":
                yield re.split(r"\s[#;]", line)[0].strip()


def is_ip(s):
    try:
        ipaddress.ip_address(s)
        return True
    except ValueError:
        return False


def canon(s):
    """The same form for lines that name the same thing."""
    s = s.lower() if "/" not in s else s
    host = s.split(":")[0]
    if s.count(":") == 1 and is_ip(host):
        return host
    if "://" not in s and "/" not in s:
        return s.removeprefix("www.").split(":")[0]
    if re.search(r"/\d+$", s) and is_ip(s.split("/")[0]):
        return str(ipaddress.ip_network(s))
    scheme, rest = s.split("://", 1) if "://" in s else ("https", s)
    host, slash, path = rest.partition("/")
    host = host.lower().removeprefix("www.")
    if (scheme, host.rpartition(":")[2]) in (("http", "80"), ("https", "443")):
        host = host.rpartition(":")[0]
    return f"{scheme}://{host}{slash}{path}".rstrip("/") if path == "" else f"{scheme}://{host}/{path}"


for name in sys.argv[2:] or [
    "x4bnet/input-datacenter-ASN.txt", "x4bnet/input-vpn-ASN.txt", "x4bnet/output-datacenter-ipv4.txt",
    "x4bnet/output-vpn-ipv4.txt", "x4bnet/output-vpn-ipv6.txt", "disposable-email-domains/disposable_email_blocklist.conf",
    "maltrail-dprk/apt_bluenoroff.txt", "maltrail-dprk/apt_kimsuky.txt", "maltrail-dprk/apt_lazarus.txt",
    "theravenfile-dprk/astrill-vpn-ips.txt", "theravenfile-dprk/dprk-launchpad-ips.txt", "theravenfile-dprk/lazarus-c2-ips.txt",
]:
    values = list(lines(name))
    bad = [v for v in values if v.startswith("/")]  # paths without a host
    print(name, len(values), len(bad), len({canon(v) for v in values if not v.startswith("/")}))

wallets = "ofac-digital-currency"
n = [list(lines(f"{wallets}/{f}")) for f in sorted(os.listdir(os.path.join(base, wallets))) if f.startswith("sanctioned")]
print(wallets, sum(map(len, n)), 0, sum(len(set(x)) for x in n))

for name in ["apt1", "poisonivy"]:
    objects = json.load(open(os.path.join(base, f"stix21-examples/threat-reports/{name}.json")))["objects"]
    found = []
    for o in objects:
        if o["type"] == "indicator" and " AND " not in o["pattern"]:
            found += re.findall(r"(ipv4-addr|domain-name|file:hashes)\S* = '([^']*)'", o["pattern"])
    bad = [v for _, v in found if " " in v]
    print(name, len(found), len(bad), len({v.lower().removeprefix("www.") for _, v in found if " " not in v}))

KINDS = {"ip-src", "ip-dst", "ip-dst|port", "domain", "url", "md5", "sha1", "sha256"}
for name in ["57c4445b-c548-4654-af0b-4be3950d210f", "existing_event", "misp_event", "sighting_1", "very_long_event"]:
    event = json.load(open(os.path.join(base, f"misp-events/{name}.json")))
    event = event.get("Event", event)
    attributes = event["Attribute"] + [a for o in event.get("Object", []) for a in o["Attribute"]]
    found = [a["value"].split("|")[0].lower() for a in attributes if a["type"] in KINDS]
    print(name, len(found), 0, len({v.removeprefix("www.") for v in found}))
