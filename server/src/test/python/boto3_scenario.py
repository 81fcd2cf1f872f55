"""What boto3 does with a Keyturn server. Its endpoint and key come from the environment; argument: the account."""

import json
import sys
import urllib.request
import uuid

import boto3

account = sys.argv[1]
iam, sts, secrets, trail = (boto3.client(name) for name in ("iam", "sts", "secretsmanager", "cloudtrail"))


def once(response):
    """The answer to the first attempt: nothing here may make botocore try again."""
    assert response["ResponseMetadata"]["RetryAttempts"] == 0, response["ResponseMetadata"]
    return response


def refused(exception, code, call, **parameters):
    """The call fails with that exception class and that code, at the first attempt."""
    try:
        call(**parameters)
    except exception as e:
        assert e.response["Error"]["Code"] == code, e.response
        return once(e.response)["Error"]["Message"]
    raise AssertionError(f"{call.__name__} was let through")


identity = once(sts.get_caller_identity())
assert identity["Account"] == account and identity["Arn"] == f"arn:aws:iam::{account}:root", identity

# Users, and pages of them.
for i in range(5):
    user = once(iam.create_user(UserName=f"page-{i}", Path="/boto/", Tags=[{"Key": "n", "Value": str(i)}]))["User"]
    assert user["CreateDate"].tzinfo is not None
names = [
    user["UserName"]
    for page in iam.get_paginator("list_users").paginate(PathPrefix="/boto/", PaginationConfig={"PageSize": 2})
    for user in once(page)["Users"]
]
assert names == [f"page-{i}" for i in range(5)], names
message = refused(iam.exceptions.NoSuchEntityException, "NoSuchEntity", iam.get_user, UserName="gone")
assert message == "The user with name gone cannot be found.", message
refused(iam.exceptions.EntityAlreadyExistsException, "EntityAlreadyExists", iam.create_user, UserName="PAGE-0")
refused(
    iam.exceptions.MalformedPolicyDocumentException,
    "MalformedPolicyDocument",
    iam.put_user_policy,
    UserName="page-0",
    PolicyName="p",
    PolicyDocument="{}",
)
policy = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}],
}
once(iam.put_user_policy(UserName="page-0", PolicyName="p", PolicyDocument=json.dumps(policy)))
document = once(iam.get_user_policy(UserName="page-0", PolicyName="p"))["PolicyDocument"]
assert document == policy, document  # botocore decodes it from its URL-encoded form

# Secrets: text, bytes, labels, pages, errors.
name = f"boto/{uuid.uuid4()}"
created = once(secrets.create_secret(Name=name, SecretString="größer 🐘"))
assert once(secrets.get_secret_value(SecretId=created["ARN"]))["SecretString"] == "größer 🐘"
once(secrets.put_secret_value(SecretId=name, SecretBinary=bytes(range(256))))
value = once(secrets.get_secret_value(SecretId=name))
assert value["SecretBinary"] == bytes(range(256)) and "SecretString" not in value
assert once(secrets.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS"))["VersionId"] == created["VersionId"]
for i in range(3):
    once(secrets.create_secret(Name=f"boto/page-{i}", SecretString="v"))
listed = [
    secret["Name"]
    for page in secrets.get_paginator("list_secrets").paginate(
        Filters=[{"Key": "name", "Values": ["boto/page-"]}], PaginationConfig={"PageSize": 2}
    )
    for secret in once(page)["SecretList"]
]
assert sorted(listed) == [f"boto/page-{i}" for i in range(3)], listed
message = refused(
    secrets.exceptions.ResourceNotFoundException,
    "ResourceNotFoundException",
    secrets.get_secret_value,
    SecretId="gone",
)
assert message == "Secrets Manager can't find the specified secret.", message
refused(
    secrets.exceptions.ResourceExistsException,
    "ResourceExistsException",
    secrets.create_secret,
    Name=name,
    SecretString="other",
)
once(secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7))
refused(
    secrets.exceptions.InvalidRequestException,
    "InvalidRequestException",
    secrets.get_secret_value,
    SecretId=name,
)
once(secrets.restore_secret(SecretId=name))
assert len(once(secrets.get_random_password(PasswordLength=40, ExcludePunctuation=True))["RandomPassword"]) == 40

# A user who may read and nothing else.
key = once(iam.create_access_key(UserName="page-0"))["AccessKey"]
reader = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"])
assert reader.client("secretsmanager").get_secret_value(SecretId="boto/page-0")["SecretString"] == "v"
message = refused(
    secrets.exceptions.ClientError,
    "AccessDeniedException",
    reader.client("secretsmanager").delete_secret,
    SecretId="boto/page-0",
)
assert message.startswith(
    f"User: arn:aws:iam::{account}:user/boto/page-0 is not authorized to perform: secretsmanager:DeleteSecret"
    " on resource: boto/page-0 because no identity-based policy allows the secretsmanager:DeleteSecret action"
    " Encoded authorization failure message: "
), message

# The trail of it.
events = [
    event
    for page in trail.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": "page-0"}], PaginationConfig={"PageSize": 1}
    )
    for event in once(page)["Events"]
]
assert [event["EventName"] for event in events] == ["DeleteSecret", "GetSecretValue"], events
record = json.loads(events[0]["CloudTrailEvent"])
assert record["errorCode"] == "AccessDeniedException" and record["userIdentity"]["userName"] == "page-0", record
assert "Boto3" in record["userAgent"], record["userAgent"]

# Presigned: as a POST unless told otherwise.
for method in ("GET", "POST"):
    url = sts.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod=method)
    with urllib.request.urlopen(urllib.request.Request(url, method=method)) as answer:
        assert f"arn:aws:iam::{account}:root" in answer.read().decode(), url

print(f"boto3 {boto3.__version__}: all held")
