/** Deeper values overflow the stack of code that walks them. */
export const deepest = 512;

/** How deep lists and objects are nested in a text of JSON, texts in it left out. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isText) {
      if (code === 0x5c) at++;
      else if (code === 0x22) isText = false;
    } else if (code === 0x22) isText = true;
    else if (code === 0x5b || code === 0x7b) most = Math.max(most, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return most;
}

/** Whether a text of JSON is nested deeper than anybody reads. */
export const isTooDeep = (text: string): boolean => text.length > deepest && depthOf(text) > deepest;
