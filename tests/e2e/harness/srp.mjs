// The client's half of SRP-6a as the service speaks it, written from the formulas (not from a client
// library), so that the server is checked against two independent readings.
import { createHash, createHmac, randomBytes } from 'node:crypto';

// RFC 3526 group 15, g = 2.
const N_HEX =
  'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74' +
  '020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437' +
  '4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED' +
  'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05' +
  '98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB' +
  '9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B' +
  'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718' +
  '3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33' +
  'A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7' +
  'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864' +
  'D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2' +
  '08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF';
export const N = BigInt(`0x${N_HEX}`);
export const G = 2n;

export const number = (bytesOrHex) => BigInt(`0x${typeof bytesOrHex === 'string' ? bytesOrHex : bytesOrHex.toString('hex')}`);
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const hmac = (key, ...parts) => parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest();
const modulo = (value) => ((value % N) + N) % N;

export function power(base, exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % N;
    if (bit === '1') result = (result * base) % N;
  }
  return result;
}

// Two's-complement big-endian bytes: a zero byte in front where the top bit is set.
function pad(value) {
  let hex = value.toString(16);
  if (hex.length % 2) hex = `0${hex}`;
  if (/^[89a-f]/.test(hex)) hex = `00${hex}`;
  return Buffer.from(hex, 'hex');
}

export const K = number(sha256(pad(N), pad(G)));

// x of the formulas: what the password comes to.
export function privateKey({ poolId, user, password, salt }) {
  return number(sha256(pad(number(salt)), sha256(`${poolId.split('_')[1]}${user}:${password}`)));
}

// `EEE MMM d HH:mm:ss z yyyy`, in English and UTC, the day without a leading zero.
export function timestamp(now = new Date()) {
  const [, weekday, day, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString());
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

// One sign-in: `srpA` goes to InitiateAuth, `answer` makes the responses to PASSWORD_VERIFIER.
export class SrpClient {
  #a;
  #A;
  constructor(a = randomBytes(32)) {
    this.#a = number(a);
    this.#A = power(G, this.#a);
  }

  get srpA() { return this.#A.toString(16); }

  answer({ poolId, password, challenge, time = timestamp() }) {
    const poolName = poolId.split('_')[1];
    const user = challenge.USER_ID_FOR_SRP;
    const B = number(challenge.SRP_B);
    const u = number(sha256(pad(this.#A), pad(B)));
    const x = privateKey({ poolId, user, password, salt: challenge.SALT });
    const S = power(modulo(B - K * power(G, x)), this.#a + u * x);
    const key = hmac(hmac(pad(u), pad(S)), 'Caldera Derived Key', Buffer.of(1)).subarray(0, 16);
    const signature = hmac(key, poolName, user, Buffer.from(challenge.SECRET_BLOCK, 'base64'), time);
    return {
      USERNAME: user,
      PASSWORD_CLAIM_SECRET_BLOCK: challenge.SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature.toString('base64'),
      TIMESTAMP: time,
    };
  }
}
