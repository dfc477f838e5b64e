// A pool of users, and the flood of sign-ins on it (flood/main.cpp), which a program in C++ makes because Node
// cannot: it takes more of the processor for ten thousand requests a second than the server does.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { api } from '../e2e/harness/call.mjs';
import { createPool, createUser, PASSWORD } from '../e2e/harness/pools.mjs';
import { ROOT } from '../e2e/harness/server.mjs';

const FLOOD = path.join(ROOT, 'build/dev/tests/fault/flood');
const USERS = 50;

const http = (method, target, headers = {}, body = '') =>
  [`${method} ${target} HTTP/1.1`, 'Host: localhost', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
   ...(body ? [`Content-Length: ${Buffer.byteLength(body)}`] : []), '', body].join('\r\n');
const call = (operation, input) =>
  http('POST', '/', { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}` },
       JSON.stringify(input));

// What a flood needs: a pool whose users can sign in, and tokens for what is cheap.
export async function prepare(endpoint, { tags } = {}) {
  const { poolId, clientId } = await createPool(endpoint, {
    pool: { AutoVerifiedAttributes: [], UserPoolTags: tags },
    client: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
  });
  for (let user = 0; user < USERS; user++) await createUser(endpoint, poolId, `user${user}`);
  const { AuthenticationResult: tokens } = await api(endpoint, 'InitiateAuth', {
    ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'user0', PASSWORD } }, { key: null });
  return {
    poolId, clientId,
    cheap: [
      { name: 'JWKS', rate: 100, request: http('GET', `/${poolId}/.well-known/jwks.json`) },
      { name: 'health', rate: 50, request: http('GET', '/healthz') },
      { name: 'GetUser', rate: 100, request: call('GetUser', { AccessToken: tokens.AccessToken }) },
      { name: 'refresh', rate: 100, request: call('InitiateAuth', {
        ClientId: clientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken } }) },
    ],
  };
}

// The figures of each phase, as flood/main.cpp describes them.
export async function flood(endpoint, { poolId, clientId, cheap }, { flow, connections, slowMs, patienceSeconds = 15, phases }) {
  const plan = { port: Number(new URL(endpoint).port), client_id: clientId, pool_name: poolId.split('_')[1], password: PASSWORD,
                 users: USERS, flow, connections, slow_ms: slowMs, patience_seconds: patienceSeconds, phases, cheap };
  const child = spawn(FLOOD, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(plan));
  let text = '';
  child.stdout.on('data', (part) => { text += part; });
  const code = await new Promise((resolve, reject) => { child.on('error', reject).on('close', resolve); });
  if (code !== 0) throw new Error(`the flood ended with ${code}`);
  return JSON.parse(text);
}

// Root's tests take precedence over what else the machine does, which would be measured in place of the server.
// Linux groups by sessions (sched(7), "The autogroup feature"); elsewhere, and for others, nothing changes.
export function takePrecedence(nice = -15) {
  try {
    writeFileSync('/proc/self/autogroup', `${nice}`);
  } catch {
    return false;
  }
  return true;
}

// Of a process, in MiB: now, and the most that it ever was.
export function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (field) => Number(status.match(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm'))[1]) / 1024;
  return { now: mib('VmRSS'), most: mib('VmHWM') };
}
