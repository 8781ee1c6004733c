/** The page's nonce: the content security policy lets in only style elements that carry it. */
import { setNonce } from "get-nonce";

const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
setNonce(nonce); // for the styles that lock scrolling behind dialogs

export const styleNonce = (): string => nonce;
