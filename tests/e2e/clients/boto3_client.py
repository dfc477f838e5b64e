"""The life of an account through boto3. $ENDPOINT is the server.

One line per test, as harness/external.mjs reads them. SRP is written here from the formulas, for boto3
has none; that makes it a third reading of them beside the JavaScript libraries and the tests' own.
"""

import base64
import datetime
import hashlib
import hmac
import json
import os
import secrets
import sys
import time
import unittest
import urllib.parse
import urllib.request

import boto3

ENDPOINT = os.environ["ENDPOINT"]
PASSWORD = "Correct-horse-7"
NEW_PASSWORD = "Battery-staple-8"
WRONG_PASSWORD = "Wrong-horse-7"
INBOX_SECONDS = 5


class Srp:
    """One sign-in: `public` goes to InitiateAuth, `answer` makes the responses to PASSWORD_VERIFIER."""

    # RFC 3526, group 15.
    N = int(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
        "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
        "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
        "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
        "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
        "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
        "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
        "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
        16,
    )
    G = 2

    def __init__(self):
        self._a = secrets.randbits(256)
        self._public = pow(self.G, self._a, self.N)

    @property
    def public(self):
        return f"{self._public:x}"

    def answer(self, pool_id, password, challenge):
        pool_name = pool_id.split("_")[1]
        user = challenge["USER_ID_FOR_SRP"]
        server_public = int(challenge["SRP_B"], 16)
        k = self._hash(self._pad(self.N) + self._pad(self.G))
        u = self._hash(self._pad(self._public) + self._pad(server_public))
        identity = hashlib.sha256(f"{pool_name}{user}:{password}".encode()).digest()
        x = self._hash(self._pad(int(challenge["SALT"], 16)) + identity)
        shared = pow(server_public - k * pow(self.G, x, self.N), self._a + u * x, self.N)
        prk = self._mac(self._pad(u), self._pad(shared))
        key = self._mac(prk, b"Caldera Derived Key\x01")[:16]
        now = datetime.datetime.now(datetime.timezone.utc)
        timestamp = f"{now:%a %b} {now.day} {now:%H:%M:%S} UTC {now.year}"
        secret_block = base64.b64decode(challenge["SECRET_BLOCK"])
        signature = self._mac(key, pool_name.encode() + user.encode() + secret_block + timestamp.encode())
        return {
            "USERNAME": user,
            "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
            "TIMESTAMP": timestamp,
        }

    @staticmethod
    def _pad(number):
        # Two's complement: a zero byte in front where the top bit is set.
        return number.to_bytes(number.bit_length() // 8 + 1, "big")

    @staticmethod
    def _mac(key, message):
        return hmac.new(key, message, hashlib.sha256).digest()

    @staticmethod
    def _hash(message):
        return int.from_bytes(hashlib.sha256(message).digest(), "big")


class Inbox:
    """Hands out the code of each message once."""

    def __init__(self):
        self._seen = set()

    def code(self, to):
        url = f"{ENDPOINT}/_poolhouse/inbox?to={urllib.parse.quote(to)}"
        deadline = time.monotonic() + INBOX_SECONDS
        while time.monotonic() < deadline:
            with urllib.request.urlopen(url) as answer:
                fresh = [m for m in json.load(answer)["messages"] if m["id"] not in self._seen]
            if fresh:
                self._seen.update(m["id"] for m in fresh)
                return fresh[0]["code"]
            time.sleep(0.02)
        raise AssertionError(f"no message to {to}")


class LifeOfAnAccount(unittest.TestCase):
    """In the order of the numbers: each test goes on where the one before it stopped."""

    @classmethod
    def setUpClass(cls):
        cls.cognito = boto3.client("cognito-idp", endpoint_url=ENDPOINT)
        cls.inbox = Inbox()
        cls.pool = cls.cognito.create_user_pool(PoolName="boto3", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
        cls.client = cls.new_client()
        cls.hiding = cls.new_client(PreventUserExistenceErrors="ENABLED")

    @classmethod
    def new_client(cls, **settings):
        answer = cls.cognito.create_user_pool_client(UserPoolId=cls.pool, ClientName="boto3", **settings)
        return answer["UserPoolClient"]["ClientId"]

    def refused(self, code, message, call, **parameters):
        with self.assertRaises(self.cognito.exceptions.ClientError) as raised:
            call(**parameters)
        self.assertEqual((code, message), (raised.exception.response["Error"]["Code"], raised.exception.response["Error"]["Message"]))
        self.assertEqual(400, raised.exception.response["ResponseMetadata"]["HTTPStatusCode"])
        # The class of the model, so that `except client.exceptions.X` works in applications.
        self.assertIsInstance(raised.exception, getattr(self.cognito.exceptions, code))

    def sign_in(self, username, password, client=None):
        srp = Srp()
        started = self.cognito.initiate_auth(
            ClientId=client or self.client, AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": username, "SRP_A": srp.public})
        self.assertEqual("PASSWORD_VERIFIER", started["ChallengeName"])
        answer = srp.answer(self.pool, password, started["ChallengeParameters"])
        finished = self.cognito.respond_to_auth_challenge(
            ClientId=client or self.client, ChallengeName="PASSWORD_VERIFIER", ChallengeResponses=answer)
        type(self).tokens = finished["AuthenticationResult"]

    def refresh(self):
        return self.cognito.initiate_auth(
            ClientId=self.client, AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": self.tokens["RefreshToken"]})["AuthenticationResult"]

    def attributes(self):
        answer = self.cognito.get_user(AccessToken=self.tokens["AccessToken"])
        return {attribute["Name"]: attribute["Value"] for attribute in answer["UserAttributes"]}

    def test_01_sign_up_says_where_the_code_went(self):
        answer = self.cognito.sign_up(
            ClientId=self.client, Username="jane", Password=PASSWORD, UserAttributes=[{"Name": "email", "Value": "jane@example.com"}])
        self.assertFalse(answer["UserConfirmed"])
        self.assertEqual(
            {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "j***@e***"}, answer["CodeDeliveryDetails"])

    def test_02_the_same_name_cannot_sign_up_again(self):
        self.refused("UsernameExistsException", "User already exists",
                     self.cognito.sign_up, ClientId=self.client, Username="jane", Password=PASSWORD)

    def test_03_an_unconfirmed_user_cannot_sign_in(self):
        self.refused("UserNotConfirmedException", "User is not confirmed.", self.sign_in, username="jane", password=PASSWORD)

    def test_04_only_the_code_of_the_inbox_confirms_and_only_once(self):
        code = self.inbox.code("jane@example.com")
        confirm = {"ClientId": self.client, "Username": "jane"}
        self.refused("CodeMismatchException", "Invalid verification code provided, please try again.", self.cognito.confirm_sign_up,
                     ConfirmationCode="000001" if code == "000000" else "000000", **confirm)
        self.cognito.confirm_sign_up(ConfirmationCode=code, **confirm)
        self.refused("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED",
                     self.cognito.confirm_sign_up, ConfirmationCode=code, **confirm)

    def test_05_a_wrong_password_is_refused(self):
        self.refused("NotAuthorizedException", "Incorrect username or password.", self.sign_in, username="jane", password=WRONG_PASSWORD)

    def test_06_an_unknown_user_is_named_or_hidden_as_the_client_says(self):
        self.refused("UserNotFoundException", "User does not exist.", self.sign_in, username="nobody", password=PASSWORD)
        self.refused("NotAuthorizedException", "Incorrect username or password.",
                     self.sign_in, username="nobody", password=PASSWORD, client=self.hiding)

    def test_07_srp_signs_in(self):
        self.sign_in("jane", PASSWORD)
        self.assertEqual("Bearer", self.tokens["TokenType"])
        self.assertEqual(3600, self.tokens["ExpiresIn"])

    def test_08_refreshing_gives_new_tokens_and_no_new_refresh_token(self):
        fresh = self.refresh()
        self.assertNotEqual(self.tokens["AccessToken"], fresh["AccessToken"])
        self.assertNotIn("RefreshToken", fresh)

    def test_09_the_profile_is_read_and_changed(self):
        self.assertEqual("true", self.attributes()["email_verified"])
        self.cognito.update_user_attributes(
            AccessToken=self.tokens["AccessToken"], UserAttributes=[{"Name": "nickname", "Value": "Жанна"}])
        self.assertEqual("Жанна", self.attributes()["nickname"])

    def test_10_the_password_changes_for_who_knows_the_old_one(self):
        change = {"AccessToken": self.tokens["AccessToken"], "ProposedPassword": NEW_PASSWORD}
        self.refused("NotAuthorizedException", "Incorrect username or password.",
                     self.cognito.change_password, PreviousPassword=WRONG_PASSWORD, **change)
        self.cognito.change_password(PreviousPassword=PASSWORD, **change)
        self.refused("NotAuthorizedException", "Incorrect username or password.", self.sign_in, username="jane", password=PASSWORD)
        self.sign_in("jane", NEW_PASSWORD)

    def test_11_a_forgotten_password_is_replaced_by_a_code_that_works_once(self):
        self.cognito.forgot_password(ClientId=self.client, Username="jane")
        reset = {"ClientId": self.client, "Username": "jane", "Password": PASSWORD, "ConfirmationCode": self.inbox.code("jane@example.com")}
        self.cognito.confirm_forgot_password(**reset)
        self.refused("ExpiredCodeException", "Invalid code provided, please request a code again.",
                     self.cognito.confirm_forgot_password, **reset)
        self.sign_in("jane", PASSWORD)

    def test_12_paginators_see_every_user_once(self):
        for i in range(25):
            self.cognito.admin_create_user(UserPoolId=self.pool, Username=f"user{i}", MessageAction="SUPPRESS")
        pages = self.cognito.get_paginator("list_users").paginate(UserPoolId=self.pool, PaginationConfig={"PageSize": 10})
        names = [user["Username"] for page in pages for user in page["Users"]]
        self.assertEqual(26, len(names))
        self.assertEqual(26, len(set(names)))

    def test_13_timestamps_are_times(self):
        created = self.cognito.admin_get_user(UserPoolId=self.pool, Username="jane")["UserCreateDate"]
        self.assertLess(abs((datetime.datetime.now(datetime.timezone.utc) - created).total_seconds()), 120)

    def test_14_the_global_sign_out_ends_access_and_refresh(self):
        self.cognito.global_sign_out(AccessToken=self.tokens["AccessToken"])
        self.refused("NotAuthorizedException", "Access Token has been revoked", self.attributes)
        self.refused("NotAuthorizedException", "Refresh Token has been revoked", self.refresh)


class Lines(unittest.TestResult):
    """Prints `ok` and `not ok` lines."""

    def addSuccess(self, test):
        print("ok", test.id().rsplit(".", 1)[-1])

    def _bad(self, test, error):
        print("not ok", test.id().rsplit(".", 1)[-1])
        for line in self._exc_info_to_string(error, test).splitlines():
            print("#", line)

    def addFailure(self, test, err):
        self._bad(test, err)

    def addError(self, test, err):
        self._bad(test, err)


if __name__ == "__main__":
    unittest.defaultTestLoader.loadTestsFromTestCase(LifeOfAnAccount).run(Lines())
    print("done")
    sys.stdout.flush()
