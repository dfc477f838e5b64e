#!/usr/bin/env python3
"""Writes sigv4_vectors.h: requests after the published SigV4 test suite, signed by two independent
implementations that must agree: the one below, written from the specification, and botocore's.

Needs botocore. Run it by hand after changing CASES; the table is kept in the tree.
"""
import datetime
import hashlib
import hmac
import pathlib
import re
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials

ACCESS_KEY, SECRET_KEY = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
NOW = "20150830T123600Z"
REGION, SERVICE = "us-east-1", "service"
HOST = ("Host", "example.amazonaws.com")
DATE = ("X-Amz-Date", NOW)
TOKEN = ("X-Amz-Security-Token", "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQW==")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
UNRESERVED = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

# name, method, path, query, headers, body, what is sent but not signed
CASES = [
    ("get-vanilla", "GET", "/", "", [HOST, DATE], "", []),
    ("get-vanilla-empty-query-key", "GET", "/", "Param1=value1", [HOST, DATE], "", []),
    ("get-vanilla-query-order-key", "GET", "/", "Param1=value2&Param1=Value1", [HOST, DATE], "", []),
    ("get-vanilla-query-order-key-case", "GET", "/", "Param2=value2&Param1=value1", [HOST, DATE], "", []),
    ("get-vanilla-query-order-value", "GET", "/", "Param1=value2&Param1=value1", [HOST, DATE], "", []),
    ("get-vanilla-query-prefix-keys", "GET", "/", "a-b=1&a=2&ab=3", [HOST, DATE], "", []),
    ("get-vanilla-query-unreserved", "GET", "/", f"{UNRESERVED}={UNRESERVED}", [HOST, DATE], "", []),
    ("get-vanilla-utf8-query", "GET", "/", "%E1%88%B4=bar", [HOST, DATE], "", []),
    ("get-query-without-equals", "GET", "/", "Action", [HOST, DATE], "", []),
    ("get-query-with-plus", "GET", "/", "a=b+c&d=e%2Bf&g=h%20i", [HOST, DATE], "", []),
    ("get-utf8", "GET", "/\u1234", "", [HOST, DATE], "", []),
    ("get-unreserved", "GET", "/" + UNRESERVED, "", [HOST, DATE], "", []),
    ("get-space", "GET", "/example%20space/", "", [HOST, DATE], "", []),
    ("get-relative", "GET", "/example/..", "", [HOST, DATE], "", []),
    ("get-relative-relative", "GET", "/example1/example2/../..", "", [HOST, DATE], "", []),
    ("get-above-the-root", "GET", "/../../example", "", [HOST, DATE], "", []),
    ("get-slash", "GET", "//", "", [HOST, DATE], "", []),
    ("get-slash-dot-slash", "GET", "/./", "", [HOST, DATE], "", []),
    ("get-slash-pointless-dot", "GET", "/./example", "", [HOST, DATE], "", []),
    ("get-slashes", "GET", "//example//", "", [HOST, DATE], "", []),
    ("get-header-key-duplicate", "GET", "/", "",
     [HOST, ("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1"), DATE], "", []),
    ("get-header-value-order", "GET", "/", "",
     [HOST, ("My-Header1", "value4"), ("My-Header1", "value1"), ("My-Header1", "value3"), DATE], "", []),
    ("get-header-value-trim", "GET", "/", "",
     [HOST, ("My-Header1", " value1"), ("My-Header2", ' "a   b   c"\t '), DATE], "", []),
    ("get-header-empty", "GET", "/", "", [HOST, ("My-Header1", "  "), DATE], "", []),
    ("post-vanilla", "POST", "/", "", [HOST, DATE], "", []),
    ("post-vanilla-query", "POST", "/", "Param1=value1", [HOST, DATE], "", []),
    ("post-header-key-sort", "POST", "/", "", [DATE, ("My-Header1", "value1"), HOST], "", []),
    ("post-header-key-case", "POST", "/", "", [("hOsT", HOST[1]), ("x-aMz-dAtE", NOW)], "", []),
    ("post-header-value-case", "POST", "/", "", [HOST, ("My-Header1", "VALUE1"), DATE], "", []),
    ("post-x-www-form-urlencoded", "POST", "/", "", [FORM, HOST, DATE], "Param1=value1", []),
    ("post-x-www-form-urlencoded-parameters", "POST", "/", "",
     [("Content-Type", "application/x-www-form-urlencoded; charset=utf8"), HOST, DATE], "Param1=value1", []),
    ("post-sts-header-before", "POST", "/", "", [HOST, DATE, TOKEN], "", []),
    ("post-sts-header-after", "POST", "/", "", [HOST, DATE], "", [TOKEN]),
    ("post-unsigned-hop-headers", "POST", "/", "", [HOST, DATE], "",
     [("User-Agent", "aws-sdk"), ("Connection", "keep-alive"), ("X-Amzn-Trace-Id", "Root=1-5759e988")]),
    ("post-with-body-hash", "POST", "/", "",
     [HOST, DATE, ("X-Amz-Content-Sha256", hashlib.sha256(b"body").hexdigest())], "body", []),
    ("post-with-http-date", "POST", "/", "", [HOST, ("Date", "Sun, 30 Aug 2015 12:36:00 GMT")], "", []),
    ("post-cognito", "POST", "/", "",
     [HOST, DATE, ("X-Amz-Target", "AWSCognitoIdentityProviderService.ListUserPools"),
      ("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-User-Agent", "aws-sdk-js/3.0.0")],
     '{"MaxResults":10}', []),
]
PRESIGNED = [
    ("presigned-get", "GET", "/", "Action=ListUserPools&Version=2016-04-18", [HOST], "", 900, None),
    ("presigned-get-with-token", "GET", "/path%20x", "", [HOST], "", 604800, TOKEN[1]),
]


def sha(data): return hashlib.sha256(data).hexdigest()
def mac(key, text): return hmac.new(key, text.encode(), hashlib.sha256).digest()


def by_specification(method, path, query, headers, body):
    output = []
    for segment in path.split("/"):
        if segment == "..":
            output = output[:-1]
        elif segment not in ("", "."):
            output.append(urllib.parse.quote(segment, safe="-._~"))
    uri = "/" + "/".join(output) + ("/" if output and path.endswith("/") else "")
    pairs = sorted(tuple((pair + ("" if "=" in pair else "=")).split("=", 1)) for pair in query.split("&") if query)
    merged = {}
    for name, value in headers:
        merged.setdefault(name.lower(), []).append(re.sub("[ \t]+", " ", value).strip())
    names = sorted(merged)
    canonical = "\n".join([method, uri, "&".join("=".join(pair) for pair in pairs)] +
                          [f"{name}:{','.join(merged[name])}" for name in names] +
                          ["", ";".join(names), sha(body.encode())])
    scope = f"{NOW[:8]}/{REGION}/{SERVICE}/aws4_request"
    key = ("AWS4" + SECRET_KEY).encode()
    for part in scope.split("/"):
        key = mac(key, part)
    return ";".join(names), mac(key, "\n".join(["AWS4-HMAC-SHA256", NOW, scope, sha(canonical.encode())])).hex()


def request_of(method, path, query, headers, body):
    url = "http://" + HOST[1] + path + ("?" + query if query else "")
    request = botocore.awsrequest.AWSRequest(method=method, url=url, data=body.encode())
    for name, value in headers:
        request.headers.add_header(name, value)
    request.context["timestamp"] = NOW
    return request


CREDENTIALS = botocore.credentials.Credentials(ACCESS_KEY, SECRET_KEY)


def by_botocore(*case):
    signer = botocore.auth.SigV4Auth(CREDENTIALS, SERVICE, REGION)
    request = request_of(*case)
    return signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)


def presigned_by_botocore(method, path, query, headers, body, expires, token):
    botocore.auth.get_current_datetime = lambda: datetime.datetime.strptime(NOW, "%Y%m%dT%H%M%SZ")
    credentials = botocore.credentials.Credentials(ACCESS_KEY, SECRET_KEY, token)
    request = request_of(method, path, query, headers, body)
    botocore.auth.SigV4QueryAuth(credentials, SERVICE, REGION, expires=expires).add_auth(request)
    return urllib.parse.urlsplit(request.url).query


def literal(text):
    out = ""
    for byte in text.encode():
        char = chr(byte)
        if char in '"\\':
            out += "\\" + char
        elif 32 <= byte < 127:
            out += char
        else:
            out += f"\\{byte:03o}"
    return f'"{out}"'


def row(name, method, path, query, headers, body, authorization):
    pairs = ", ".join(f"{{{literal(n)}, {literal(v)}}}" for n, v in headers + authorization)
    return f"    {{{literal(name)}, {literal(method)}, {literal(path)}, {literal(query)}, {{{pairs}}}, {literal(body)}}},"


rows = []
for name, method, path, query, headers, body, unsigned in CASES:
    names, signature = by_specification(method, path, query, headers, body)
    assert signature == by_botocore(method, path, query, headers, body), name
    authorization = (f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/{NOW[:8]}/{REGION}/{SERVICE}/aws4_request, "
                     f"SignedHeaders={names}, Signature={signature}")
    rows.append(row(name, method, path, query, headers + unsigned, body, [("Authorization", authorization)]))
for name, method, path, query, headers, body, expires, token in PRESIGNED:
    signed = presigned_by_botocore(method, path, query, headers, body, expires, token)
    unsigned, signature = signed.rsplit("&X-Amz-Signature=", 1)
    assert by_specification(method, path, unsigned, headers, body) == ("host", signature), name
    rows.append(row(name, method, path, signed, headers, body, []))

pathlib.Path(__file__).with_name("sigv4_vectors.h").write_text(
    """// Made by make_sigv4_vectors.py, beside this file: change it there.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace poolhouse::aws {

struct SignedExample {
  std::string name, method, path, query;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// clang-format off
inline const std::vector<SignedExample> kSignedExamples = {
""" + "\n".join(rows) + """
};
// clang-format on

}  // namespace poolhouse::aws
""")
