"""Reads documents with the Python PROV library and says what it found: one line of JSON per file pair given.

Call: python prov-python.py SCHEMA DOCUMENT.json DOCUMENT.provn ...   (SCHEMA may be '-')
"""
import json
import sys

from prov.model import ProvDocument

try:
    import jsonschema
except ImportError:
    jsonschema = None


def read(path, name, **options):
    with open(path, encoding="utf-8") as source:
        return ProvDocument.deserialize(content=source.read(), format=name, **options)


def schema_faults(schema_path, path):
    if jsonschema is None or schema_path == "-":
        return None
    with open(schema_path, encoding="utf-8") as schema, open(path, encoding="utf-8") as document:
        validator = jsonschema.Draft4Validator(json.load(schema))
        return [error.message for error in validator.iter_errors(json.load(document))]


def records(document):
    return len(document.get_records()) + sum(len(bundle.get_records()) for bundle in document.bundles)


schema_file, *paths = sys.argv[1:]
for json_path, n_path in zip(paths[::2], paths[1::2]):
    from_json, from_n = read(json_path, "json"), read(n_path, "provn", profile="strict")
    print(json.dumps({
        "equal": from_json == from_n,
        "records": [records(from_json), records(from_n)],
        "schemaFaults": schema_faults(schema_file, json_path),
    }))
