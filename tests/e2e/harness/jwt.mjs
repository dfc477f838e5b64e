// A token's claims, unverified: for looking at what was issued.
export const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
