// Signature version 4 over one request, from the specification alone, so that the server is checked
// against a second reading of it as well as against the SDKs.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
import { createHash, createHmac } from 'node:crypto';

const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const hmac = (key, data) => createHmac('sha256', key).update(data).digest();

// The headers to add to a `POST /` with `headers` (lower-case names, `host` among them) and `body`.
export function signatureHeaders({ headers, body, accessKeyId, secretAccessKey, region = 'us-east-1',
                                   service = 'cognito-idp', now = new Date() }) {
  const amzDate = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${amzDate.slice(0, 8)}/${region}/${service}/aws4_request`;
  const signed = { ...headers, 'x-amz-date': amzDate };
  const names = Object.keys(signed).sort();
  const canonicalRequest = ['POST', '/', '', ...names.map((name) => `${name}:${String(signed[name]).trim()}`), '',
                            names.join(';'), sha256(body)].join('\n');
  const textToSign = ['AWS4-HMAC-SHA256', amzDate, scope, sha256(canonicalRequest)].join('\n');
  const key = [amzDate.slice(0, 8), region, service, 'aws4_request'].reduce(hmac, `AWS4${secretAccessKey}`);
  const signature = createHmac('sha256', key).update(textToSign).digest('hex');
  return {
    'x-amz-date': amzDate,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}
