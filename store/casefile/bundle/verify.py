"""Holds the folder of a Clew case file to its own description and to its log.

    python3 verify.py FOLDER      exit code 0: all of it holds; 1: something does not
"""
import base64, hashlib, json, os, sys

def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def root(leaf, index, size, path):
    """The root of a tree of that size with that leaf at that index (RFC 6962, 2.1.1)."""
    if size == 1 and index == 0 and not path:
        return leaf
    if size <= 1 or len(path[-1]) != 32:
        raise ValueError("a proof is too long, or not of hashes")
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return sha(b"\x01", root(leaf, index, half, path[:-1]), path[-1])
    return sha(b"\x01", path[-1], root(leaf, index - half, size - half, path[:-1]))

def check(folder):
    bad, file = [], {}
    def ask(holds, otherwise):
        holds or bad.append(otherwise)
    for e in os.scandir(folder):
        if not e.is_file(follow_symlinks=False):
            raise ValueError(f"{e.name!a} is not a file")
        with open(e.path, "rb") as f:
            file[e.name] = f.read()
    text = "".join(f"{sha(file[n]).hex()}  {n}\n" for n in sorted(file) if n != "SHA256SUMS")
    ask(file["SHA256SUMS"] == text.encode(), "SHA256SUMS is not that of the files that are there")
    m = json.loads(file["MANIFEST.json"])
    own = {"SHA256SUMS", "MANIFEST.json"} | ({"MANIFEST.json.sig"} if "signer" in m else set())
    listed = [(f["name"], f["bytes"], f["sha256"]) for f in m["files"]]
    there = [(n, len(file[n]), sha(file[n]).hex()) for n in sorted(file.keys() - own)]
    ask(listed == there and own <= file.keys(), "MANIFEST.json does not list the files that are there")
    checkpoint, blank, _ = file["checkpoint.txt"].decode().partition("\n\n")
    checkpoint += "\n" if blank else ""
    log, case = json.loads(file["log.json"]), json.loads(file.get("case.json", b'{"entries": []}'))
    size, top = log["entries"], base64.b64decode(log["root"])
    ask(checkpoint == m["checkpoint"] == f"clew/{log['investigation']}\n{size}\n{log['root']}\n"
        and (m["investigation"], m["log"]) == (log["investigation"], {"entries": size, "root": log["root"]}),
        "MANIFEST.json, checkpoint.txt and log.json are not of one log")
    leaf = {p["index"]: p["leaf"] for p in log["proofs"]}
    for p in log["proofs"]:
        i, path = p["index"], [base64.b64decode(h) for h in p["proof"]]
        if "entry" in p:
            ask(sha(b"\0", base64.b64decode(p["entry"])).hex() == leaf[i], f"entry {i} has another hash")
        ask(root(bytes.fromhex(leaf[i]), i, size, path) == top, f"entry {i} is not in the log")
    for e in case["entries"]:
        ask(m.get("unproved") or leaf.get(e["index"]) == e["hash"], f"entry {e['index']} of case.json has no proof")
    return bad, f"{len(file)} files and {len(leaf)} proofs hold, under the checkpoint\n{checkpoint}"

if __name__ == "__main__":
    try:
        bad, good = check(sys.argv[1])
    except Exception as e:
        bad, good = [f"it cannot be read: {e!a}"], ""
    print("\n".join("WRONG: " + b for b in bad) or "OK: " + good)
    sys.exit(1 if bad else 0)
