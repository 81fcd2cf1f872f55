"""Signs requests with botocore and prints each on a line, fields separated by U+001F: the second reference signer."""
import sys

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
import botocore.auth

NOW = sys.argv[1]
ACCESS, SECRET = sys.argv[2], sys.argv[3]


class FixedTime(botocore.auth.datetime.datetime):
    @classmethod
    def utcnow(cls):
        return cls.strptime(NOW, "%Y%m%dT%H%M%SZ")

    @classmethod
    def now(cls, tz=None):
        return cls.strptime(NOW, "%Y%m%dT%H%M%SZ").replace(tzinfo=tz)


if hasattr(botocore.auth, "get_current_datetime"):
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: FixedTime.utcnow()
else:
    botocore.auth.datetime.datetime = FixedTime

PATHS = ["/", "/a/b/", "/a%20b/c", "/a/./b/../c", "//a//b", "/%C3%A9/~x", "/..", "/a/..", "/a/b/..", "/a%2Fb/%252f"]
QUERIES = ["", "a=1&b=2", "b=2&a=1&a=0", "a=&a-=x&a.b=y", "k=%20%2B%26%3D", "Action=ListUsers&Version=2010-05-08"]
HEADERS = [{}, {"X-Amz-Target": "secretsmanager.GetSecretValue"}, {"Content-Type": "  a \t  b  ", "X-Amz-Odd": ""}]

for number, (path, query) in enumerate((p, q) for p in PATHS for q in QUERIES):
    for presign in (False, True):
        for token in (None, "to+ken/=="):
            method = "GET" if presign else "POST"
            body = b"" if presign else b'{"SecretId":"a"}'
            url = "http://localhost:7071" + path + ("?" + query if query else "")
            request = AWSRequest(method=method, url=url, data=body, headers=dict(HEADERS[number % 3]))
            credentials = Credentials(ACCESS, SECRET, token)
            if presign:
                SigV4QueryAuth(credentials, "sts", "us-east-1", expires=900).add_auth(request)
            else:
                SigV4Auth(credentials, "sts", "us-east-1").add_auth(request)
            target = request.url[len("http://localhost:7071"):]
            sent_path, _, sent_query = target.partition("?")
            headers = [[name.lower(), str(value)] for name, value in request.headers.items()]
            if not any(name == "host" for name, _ in headers):
                headers.append(["host", "localhost:7071"])
            fields = [method, sent_path, sent_query, body.decode()] + [name + ":" + value for name, value in headers]
            print("\x1f".join(fields))
