// The AWS CLI of Debian. The tests are in aws_cli.sh.
import { fileURLToPath } from 'node:url';

import { ANY_AWS_ACCOUNT, externalTests } from '../harness/external.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const SCRIPT = fileURLToPath(new URL('aws_cli.sh', import.meta.url));

onEachEngine('AWS CLI', (server) =>
  externalTests('aws cognito-idp', ['bash', SCRIPT], () => ({ ...ANY_AWS_ACCOUNT, ENDPOINT: server().endpoint })));
