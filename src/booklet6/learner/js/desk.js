// What the pages ask of the copy that serves them. A copy that is opened from a file, or put on a plain web server, answers nothing.

/** Is this page served by `booklet6 serve`? It says so in a cookie. */
export const served = () => /(?:^|; )booklet6-apps=1(?:;|$)/.test(document.cookie);

/**
 * Ask the copy to issue or to check. Nothing is kept there.
 * @returns {Promise<object>} its answer; `{refused: why}` where it gives none, `why` a text below `certificate.say`
 */
export async function ask(what, data) {
  try {
    const answer = await fetch(`/certificate/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(data),
      cache: "no-store",
    });
    const told = await answer.json();
    return answer.ok || told.refused ? told : { refused: "broken" };
  } catch {
    return { refused: "no_answer" };
  }
}
