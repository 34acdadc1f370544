/** What a text hashes to, in hexadecimal. Loaded late: nothing but a report asks for it. */
export function sha256(text: string): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');
}
