/** What single sign-on came back with, where it did not let somebody in. */
const PLACE = "sign_in_error";

/** The code in the page's address, taken out of it: a reload does not tell of it again. */
export function takeSignInError(): string | null {
  const address = new URL(location.href);
  const code = address.searchParams.get(PLACE);
  if (code === null) return null;
  address.searchParams.delete(PLACE);
  history.replaceState(history.state, "", address);
  return code;
}
