/** Texts that are the same bytes in UTF-8: nearly all that is encoded here. */
const ASCII = /^[\0-\x7f]*$/;

/** Encodes text, as UTF-8. */
export function encodeBase64(text: string): string {
  if (ASCII.test(text)) return btoa(text);
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

/** Decodes to text; ignores spaces and line ends. Errors: undefined where it is no base64. */
export function decodeBase64(encoded: string): string | undefined {
  try {
    const bytes = atob(encoded.replace(/=*\s*$/, ''));
    if (ASCII.test(bytes)) return bytes;
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
