#!/usr/bin/env python3
"""Real output against docs/*.schema.json.

Usage: schema.py JIANBIAO SOURCE-DIR

Every member must be described: for the test the schemas are made strict, so
that a field that is added to the output must be added to the schema too.
Exit 77 (skipped) without python3-jsonschema.
"""
import copy
import glob
import json
import os
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


def strict(node):
    if isinstance(node, dict):
        if "properties" in node:
            node.setdefault("additionalProperties", False)
        for value in node.values():
            strict(value)
    elif isinstance(node, list):
        for value in node:
            strict(value)
    return node


def load(source, name):
    with open(os.path.join(source, "docs", name + ".schema.json"), encoding="utf-8") as f:
        return json.load(f)


def no_fetching(uri):
    raise LookupError("$ref to something that does not ship: " + uri)


def validator(schema, all_schemas):
    """References are resolved among the schemas that ship, by $id, and nowhere else."""
    store = copy.deepcopy({s["$id"]: s for s in all_schemas})
    schema = store[schema["$id"]]
    try:
        from referencing import Registry, Resource
    except ImportError:  # jsonschema before 4.18
        resolver = jsonschema.RefResolver(schema["$id"], schema, store=store,
                                          handlers={"urn": no_fetching})
        return jsonschema.Draft202012Validator(schema, resolver=resolver)
    registry = Registry().with_resources(
        (uri, Resource.from_contents(s)) for uri, s in store.items())
    return jsonschema.Draft202012Validator(schema, registry=registry)


def main():
    program, source = sys.argv[1:3]
    inspection, scan = load(source, "inspection"), load(source, "scan")
    for schema in (inspection, scan):
        jsonschema.Draft202012Validator.check_schema(schema)
    shipped = validator(scan, [inspection, scan])
    strict(inspection)
    strict(scan)
    one = validator(inspection, [inspection])
    scan["properties"]["inspections"]["items"] = {}  # each is validated by itself
    whole = validator(scan, [scan])

    files = [f for f in sorted(glob.glob(os.path.join(source, "testdata", "*")))
             if os.path.isfile(f) and not f.endswith((".c", ".h", ".md"))]
    out = subprocess.run([program, "scan", "--sm3", "--format", "json", "/nonexistent"] + files,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    document = json.loads(out.stdout)
    # the files as they ship, each found by its $id alone
    wrong = list(shipped.iter_errors(document)) + list(whole.iter_errors(document))
    broken_run = dict(document, inspections=[{"schema": "jianbiao.inspection/1"}])
    if shipped.is_valid(broken_run):
        print("the scan's schema does not look into inspections")
        return 1
    for result in document["inspections"]:
        for error in one.iter_errors(result):
            error.path.appendleft(result["run"]["path"])
            wrong.append(error)
    for error in wrong[:20]:
        print("/".join(map(str, error.path)), error.message[:200], sep=": ")
    if len(document["inspections"]) != len(files) + 1:
        print("results are missing")
        return 1
    # a schema that takes anything would be no test
    for broken in ({"schema": "jianbiao.inspection/1"}, dict(document["inspections"][0], more=1)):
        if one.is_valid(broken):
            print("the schema takes what it should not")
            return 1
    return 1 if wrong else 0


sys.exit(main())
