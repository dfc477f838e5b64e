// boto3 of Debian. The tests are in boto3_client.py.
import { fileURLToPath } from 'node:url';

import { ANY_AWS_ACCOUNT, externalTests } from '../harness/external.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const SCRIPT = fileURLToPath(new URL('boto3_client.py', import.meta.url));

onEachEngine('boto3', (server) =>
  externalTests('boto3', ['/usr/bin/python3', SCRIPT], () => ({ ...ANY_AWS_ACCOUNT, ENDPOINT: server().endpoint })));
