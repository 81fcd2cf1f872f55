"""What AWS's caching client for Python does with a Keyturn server. Endpoint and key come from the environment."""

import boto3
from aws_secretsmanager_caching import InjectKeywordedSecretString, SecretCache, SecretCacheConfig

client = boto3.client("secretsmanager")
client.create_secret(Name="cached", SecretString='{"user": "app", "password": "first"}')
client.create_secret(Name="binary", SecretBinary=b"\x00\xff")
first = client.describe_secret(SecretId="cached")["VersionIdsToStages"]

cache = SecretCache(config=SecretCacheConfig(secret_refresh_interval=3600), client=client)
assert "first" in cache.get_secret_string("cached")
assert cache.get_secret_binary("binary") == b"\x00\xff"

client.put_secret_value(SecretId="cached", SecretString='{"user": "app", "password": "second"}')
assert "first" in cache.get_secret_string("cached")  # until it refreshes
fresh = SecretCache(config=SecretCacheConfig(secret_refresh_interval=0), client=client)
assert "second" in fresh.get_secret_string("cached")
assert "first" in fresh.get_secret_string("cached", "AWSPREVIOUS")
client.put_secret_value(SecretId="cached", SecretString='{"user": "app", "password": "third"}')
assert "third" in fresh.get_secret_string("cached")


@InjectKeywordedSecretString(secret_id="cached", cache=fresh, user="user", password="password")
def connect(user, password):
    return user, password


assert connect() == ("app", "third")
try:
    cache.get_secret_string("absent")
    raise AssertionError("there is no such secret")
except client.exceptions.ResourceNotFoundException:
    pass
print("aws-secretsmanager-caching: all held")
