// The API over plain node:http: what is sent and what comes back, with nothing in between.
import http from 'node:http';
import https from 'node:https';

import { signatureHeaders } from './sigv4.mjs';

const connections = { keepAlive: true, maxSockets: 64 };
const agent = new http.Agent(connections);
// By endpoint, for what speaks HTTPS.
const agents = new Map();

// From here on requests to that endpoint trust that certificate authority.
export function trust(endpoint, ca) {
  agents.set(endpoint, new https.Agent({ ...connections, ca }));
}

// In development mode any key is good, but a signature must be there.
export const ANY_KEY = { accessKeyId: 'any-key', secretAccessKey: 'any-secret' };

// An answer as it came: status, headers (lower-case names), rawHeaders, text.
export function request(endpoint, { method = 'GET', path = '/', headers = {}, body = '' } = {}) {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const secure = agents.get(endpoint);
    const sent = (secure ? https : http).request({ hostname, port, method, path, headers, agent: secure ?? agent }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers,
                                       rawHeaders: answer.rawHeaders, text: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

// POST / with these headers. `body` is text or bytes and goes out as it is. `key: null` sends no signature.
export function postSigned(endpoint, headers, body, { key = ANY_KEY, now } = {}) {
  const all = { host: new URL(endpoint).host, ...headers };
  const signature = key ? signatureHeaders({ headers: all, body, now, ...key }) : {};
  return request(endpoint, { method: 'POST', headers: { ...all, ...signature, 'content-length': Buffer.byteLength(body) }, body });
}

// The same for an operation of user pools.
export function post(endpoint, operation, body, { headers = {}, ...options } = {}) {
  const usual = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` };
  return postSigned(endpoint, { ...usual, ...headers }, body, options);
}

export class ApiError extends Error {
  constructor(name, message, status) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

// One call of an operation: its answer as an object, or an ApiError.
export async function api(endpoint, operation, input, options) {
  const { status, text } = await post(endpoint, operation, JSON.stringify(input), options);
  const answer = text ? JSON.parse(text) : {};
  if (status !== 200) throw new ApiError(answer.__type, answer.message, status);
  return answer;
}
