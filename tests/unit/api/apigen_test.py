"""Tests of tools/apigen's rules; the golden test shows its output."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools" / "apigen"))

import java_regex  # noqa: E402
import model  # noqa: E402
import naming  # noqa: E402

GOLDEN = Path(__file__).resolve().parent / "golden"


class Names(unittest.TestCase):
    def test_members_are_snake_case_without_surprises(self):
        for name, expected in [
            ("ClientId", "client_id"),
            ("CallbackURLs", "callback_urls"),
            ("MFAOptions", "mfa_options"),
            ("DefaultRedirectURI", "default_redirect_uri"),
            ("AllowedOAuthFlowsUserPoolClient", "allowed_oauth_flows_user_pool_client"),
            ("SSOSession", "sso_session"),
            ("OpenIdConnectProviderARNs", "open_id_connect_provider_arns"),
            ("LastIPAddress", "last_ip_address"),
            ("S3Configuration", "s3_configuration"),
            ("KMSKeyID", "kms_key_id"),
            ("CSSVersion", "css_version"),
            ("headerName", "header_name"),
            ("Mutable", "mutable_"),
        ]:
            self.assertEqual(naming.snake_case(name), expected)

    def test_no_structure_has_two_members_of_one_name(self):
        for file in ("cognito-idp", "cognito-identity", "sts"):
            service = model.load(ROOT / "api" / f"{file}.json", ROOT / "api" / "overlay.json")
            for structure in service.structures:
                fields = [m.field for m in structure.members]
                self.assertEqual(len(fields), len(set(fields)), structure.name)


class JavaRegex(unittest.TestCase):
    def test_what_re2_says_differently_is_translated(self):
        for java, re2 in [
            (r"\s", r"[\x09-\x0D\x20]"),
            (r"[\S]+", r"[\x00-\x08\x0E-\x1F\x21-\x{10FFFF}]+"),
            (r"a.b", r"a[^\n\r\x{85}\x{2028}\x{2029}]b"),
            (r"(?s).*", r"(?s:.)*"),
            (r"[\u0020-\u00FF]", r"[\x20-\x{FF}]"),
            (r"[\w-]+", r"[\w\-]+"),
        ]:
            self.assertEqual(java_regex.to_re2(java), re2)

    def test_a_repeated_class_is_known(self):
        digits = java_regex.ascii_class("[0-9]+")
        self.assertEqual((digits.ascii, digits.empty, digits.beyond), (0x3FF << 48, False, "none"))
        self.assertEqual(java_regex.ascii_class(r"[\S]+").beyond, "all")
        self.assertEqual(java_regex.ascii_class(r"[\p{L}]*").beyond, "ask")
        self.assertIsNone(java_regex.ascii_class("[0-9]+x"))

    def test_what_it_does_not_understand_it_refuses(self):
        for pattern in ("[[a]b]", "[a&&b]", r"[^\S]"):
            with self.assertRaises(java_regex.Unsupported):
                java_regex.to_re2(pattern)


class Overlay(unittest.TestCase):
    """An overlay entry that matches nothing is a rule that has silently stopped to hold."""

    def load(self, **changes):
        overlay = json.loads((GOLDEN / "overlay.json").read_text())
        overlay["services"]["sample-api"] |= changes
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "overlay.json"
            file.write_text(json.dumps(overlay))
            return model.load(GOLDEN / "sample.json", file)

    def test_the_golden_one_loads(self):
        self.assertEqual(self.load().namespace, "sample_api")

    def test_entries_that_match_nothing_are_refused(self):
        for wrong in [
            {"secrets": ["NoSuchShape"]},
            {"secrets": ["Number"]},
            {"members": {"Part.NoSuchMember": "Text"}},
            {"members": {"NoSuchShape.Name": "Text"}},
            {"members": {"Part.Name": "NoSuchShape"}},
            {"matchPatterns": {"no such pattern": "x"}},
            {"validationError": "Text"},
            {"shapes": {"Colour": {"enum": ["RED"]}}},
        ]:
            with self.assertRaises(model.ModelError, msg=wrong):
                self.load(**wrong)


if __name__ == "__main__":
    unittest.main()
