#!/usr/bin/env python3
"""Writes the API facts that edge loads, from botocore's service models (Apache-2.0).

The AWS SDK's Java types carry no constraints and no wire codes for errors; the public service models do. This
keeps, per service, what the server needs and nothing else (no documentation): protocol, names, the constraints of
everything reachable from an input, result wrappers, error codes with their HTTP status, and which member names are
sensitive anywhere in the service.

Run by hand when the SDK's version in pom.xml changes, with a botocore of about the same day, so that both know the
same operations (a test compares them):

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install botocore==1.42.2    # AWS SDK for Java 2.40.2
    /tmp/venv/bin/python dev.d/extract-api-facts.py edge/src/main/resources/dev/keyturn/edge/aws/facts
"""

import gzip
import json
import os
import sys

import botocore

SERVICES = {
    "sts": "2011-06-15",
    "iam": "2010-05-08",
    "secretsmanager": "2017-10-17",
    "cloudtrail": "2013-11-01",
    "rds": "2014-10-31",
    "ssm": "2014-11-06",
}

# Of a service that is far larger than what is served of it, only these operations.
ONLY = {
    "rds": [
        "AddTagsToResource",
        "DescribeDBClusters",
        "DescribeDBInstances",
        "ListTagsForResource",
        "ModifyDBInstance",
        "RemoveTagsFromResource",
    ],
    "ssm": [
        "AddTagsToResource",
        "DeleteParameter",
        "DeleteParameters",
        "DescribeParameters",
        "GetParameter",
        "GetParameterHistory",
        "GetParameters",
        "GetParametersByPath",
        "LabelParameterVersion",
        "ListTagsForResource",
        "PutParameter",
        "RemoveTagsFromResource",
        "UnlabelParameterVersion",
    ]
}

# What the models say too loosely. "The encrypted secret value ... up to 65536 bytes", while the model's limit of a
# string is in characters: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
OVERRIDES = {("secretsmanager", "SecretStringType"): {"lengthIn": "bytes"}}


def read_model(service, version):
    base = os.path.join(os.path.dirname(botocore.__file__), "data", service, version, "service-2.json")
    if os.path.exists(base + ".gz"):
        with gzip.open(base + ".gz", "rt", encoding="utf-8") as file:
            return json.load(file)
    with open(base, encoding="utf-8") as file:
        return json.load(file)


def shape_facts(shape):
    """One shape's type, constraints and references to other shapes."""
    facts = {"type": shape["type"]}
    for constraint in ("min", "max", "pattern", "enum", "sensitive"):
        if constraint in shape:
            facts[constraint] = shape[constraint]
    if shape["type"] == "structure":
        if shape.get("required"):
            facts["required"] = shape["required"]
        facts["members"] = {name: member["shape"] for name, member in shape.get("members", {}).items()}
    elif shape["type"] == "list":
        facts["member"] = shape["member"]["shape"]
    elif shape["type"] == "map":
        facts["key"] = shape["key"]["shape"]
        facts["value"] = shape["value"]["shape"]
    return facts


def referred(facts):
    yield from facts.get("members", {}).values()
    for role in ("member", "key", "value"):
        if role in facts:
            yield facts[role]


def reachable(model, roots):
    seen, todo = {}, list(roots)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen[name] = shape_facts(model["shapes"][name])
            todo.extend(referred(seen[name]))
    return seen


def operation_facts(operation):
    facts = {"output": "output" in operation}
    if "input" in operation:
        facts["input"] = operation["input"]["shape"]
    if "resultWrapper" in operation.get("output", {}):
        facts["resultWrapper"] = operation["output"]["resultWrapper"]
    if operation.get("authtype") == "none":
        facts["auth"] = "none"
    return facts


def error_facts(name, shape):
    error = shape.get("error", {})
    facts = {
        "code": error.get("code", name),
        "status": error.get("httpStatusCode", 500 if shape.get("fault") else 400),
    }
    message = [member for member in shape.get("members", {}) if member.lower() == "message"]
    if message:
        facts["message"] = message[0]
    return facts


def sensitive_members(shapes):
    names = set()
    for shape in shapes.values():
        for name, member in shape.get("members", {}).items():
            if shape.get("sensitive") or shapes[member["shape"]].get("sensitive"):
                names.add(name)
    return sorted(names)


def narrowed(model, names):
    """The model with only those operations and what they can reach."""
    operations = {name: model["operations"][name] for name in names}
    sides = [operation.get(side) for operation in operations.values() for side in ("input", "output")]
    roots = [side["shape"] for side in sides if side]
    roots += [error["shape"] for operation in operations.values() for error in operation.get("errors", [])]
    kept = reachable(model, roots)
    return {**model, "operations": operations, "shapes": {name: model["shapes"][name] for name in kept}}


def service_facts(service, version):
    model = read_model(service, version)
    if service in ONLY:
        model = narrowed(model, ONLY[service])
    metadata = model["metadata"]
    operations = {name: operation_facts(operation) for name, operation in sorted(model["operations"].items())}
    roots = [operation["input"] for operation in operations.values() if "input" in operation]
    facts = {
        "serviceId": metadata["serviceId"],
        "signingName": metadata.get("signingName", metadata["endpointPrefix"]),
        "protocol": metadata["protocol"],
        "apiVersion": metadata["apiVersion"],
    }
    for key in ("targetPrefix", "xmlNamespace"):
        if key in metadata:
            facts[key] = metadata[key]
    facts["sensitive"] = sensitive_members(model["shapes"])
    facts["errors"] = {n: error_facts(n, s) for n, s in sorted(model["shapes"].items()) if s.get("exception")}
    facts["operations"] = operations
    facts["shapes"] = dict(sorted(reachable(model, roots).items()))
    for (overridden, shape), override in OVERRIDES.items():
        if overridden == service:
            facts["shapes"][shape].update(override)
    return facts


def compact(facts):
    """JSON with one line per error, operation and shape, so that a new model's diff can be read."""
    lines = []
    for key, value in facts.items():
        if key in ("errors", "operations", "shapes"):
            entries = ",\n".join(f"  {json.dumps(n)}: {json.dumps(v, ensure_ascii=True)}" for n, v in value.items())
            lines.append(f" {json.dumps(key)}: {{\n{entries}\n }}")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: extract-api-facts.py DIRECTORY")
    for service, version in SERVICES.items():
        with open(os.path.join(sys.argv[1], service + ".json"), "w", encoding="utf-8") as file:
            file.write(compact(service_facts(service, version)))


if __name__ == "__main__":
    main()
