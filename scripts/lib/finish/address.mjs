// The page's own address, where the builder says it: it is the canonical one, and pictures of cards need a whole address.

/**
 * @param {string} page index.html
 * @param {string | undefined} address where the page will stand, such as https://example.org/playground/; none is fine
 * @returns {string} index.html with it
 */
export function addressed(page, address) {
  if (!address) return page;
  if (!/^https?:\/\/[^\s"'<>?#]+$/.test(address)) {
    throw new Error(`PLAYGROUND_URL is "${address}", and must be the page's address, such as https://example.org/playground/`);
  }
  const whole = address.endsWith("/") ? address : `${address}/`;
  const picture = "./og.png";
  if (!page.includes(picture)) throw new Error(`index.html must name ${picture}`);
  const links = `<link rel="canonical" href="${whole}"><meta property="og:url" content="${whole}">`;
  return page.replaceAll(picture, `${whole}og.png`).replace(/(?=<title>)/, links);
}
