"""A rotation function as one is written for AWS Lambda, with boto3, behind the HTTP interface of a Lambda container.

Endpoint, region and key come from the environment, as everything does that runs in a container; argument: the port.
What it rotates is a value that it keeps in memory. Ends when its input does.
"""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3

secrets = boto3.client("secretsmanager")
service = {}


def handler(event, context):
    """One step. The checks at the beginning are those that AWS asks of every rotation function."""
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    metadata = secrets.describe_secret(SecretId=arn)
    if not metadata.get("RotationEnabled"):
        raise ValueError("rotation is not enabled")
    stages = metadata["VersionIdsToStages"]
    if token not in stages:
        raise ValueError("the version has no stage")
    if "AWSCURRENT" in stages[token]:
        return None
    if "AWSPENDING" not in stages[token]:
        raise ValueError("the version is not pending")
    steps = {"createSecret": create, "setSecret": set_it, "testSecret": test, "finishSecret": finish}
    return steps[step](arn, token, stages, event["RotationToken"])


def value(arn, **version):
    return secrets.get_secret_value(SecretId=arn, **version)["SecretString"]


def create(arn, token, stages, rotation_token):
    value(arn, VersionStage="AWSCURRENT")
    try:
        value(arn, VersionId=token, VersionStage="AWSPENDING")
    except secrets.exceptions.ResourceNotFoundException:
        made = secrets.get_random_password(ExcludePunctuation=True)["RandomPassword"]
        secrets.put_secret_value(
            SecretId=arn,
            ClientRequestToken=token,
            SecretString=made,
            VersionStages=["AWSPENDING"],
            RotationToken=rotation_token,
        )


def set_it(arn, token, stages, rotation_token):
    service[arn] = value(arn, VersionId=token, VersionStage="AWSPENDING")


def test(arn, token, stages, rotation_token):
    if service.get(arn, value(arn)) != value(arn, VersionId=token, VersionStage="AWSPENDING"):
        raise PermissionError("the service refuses it")


def finish(arn, token, stages, rotation_token):
    current = next(version for version, labels in stages.items() if "AWSCURRENT" in labels)
    secrets.update_secret_version_stage(
        SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
    )
    secrets.update_secret_version_stage(SecretId=arn, VersionStage="AWSPENDING", RemoveFromVersionId=token)


class Invocations(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            answer = handler(event, None)
        except Exception as e:  # as Lambda's runtime does
            answer = {"errorMessage": str(e), "errorType": type(e).__name__}
            print(event["Step"], answer, file=sys.stderr, flush=True)
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Invocations)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
