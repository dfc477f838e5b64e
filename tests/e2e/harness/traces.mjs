// Looks for traces of a secret in bytes: as it is, in hex, and in base64.

// The base64 of `secret` as it shows inside the base64 of something larger: one text for each of the three
// positions it can have, without the characters that its neighbours decide.
function base64Forms(secret) {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), secret]).toString('base64').replace(/=+$/, '');
    const whole = text.slice(shift === 0 ? 0 : shift + 1, ((secret.length + shift) % 3 === 0) ? undefined : -1);
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

// [what is looked for, form] of every trace of `secrets` ({name: text or bytes}) in `haystack`. A secret of
// digits only counts where it stands alone, for every time stamp has six digits somewhere.
export function traces(haystack, secrets) {
  const text = haystack.toString('latin1');
  const found = [];
  for (const [name, value] of Object.entries(secrets)) {
    const bytes = Buffer.from(value);
    const raw = bytes.toString('latin1');
    if (/^\d+$/.test(raw)) {
      const hex = bytes.toString('hex');
      if (new RegExp(`(?<!\\d)${raw}(?!\\d)`).test(text)) found.push([name, 'raw']);
      if (new RegExp(`(?<![0-9a-f])${hex}(?![0-9a-f])`, 'i').test(text)) found.push([name, 'hex']);
      continue;
    }
    if (text.includes(raw)) found.push([name, 'raw']);
    if (text.toLowerCase().includes(bytes.toString('hex'))) found.push([name, 'hex']);
    if (base64Forms(bytes).some((form) => text.includes(form))) found.push([name, 'base64']);
  }
  return found;
}
