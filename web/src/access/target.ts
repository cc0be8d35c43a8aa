/** Where to go after the sign-in: an address of this server, whatever the link says. */
export function targetOf(wanted: string | null, signInPath: string): string {
  if (wanted === null || !wanted.startsWith("/")) return "/";
  try {
    const here = "http://kinote.invalid";
    const address = new URL(wanted, here);
    if (address.origin !== here || address.pathname === signInPath) return "/";
    return address.pathname + address.search;
  } catch {
    return "/";
  }
}
