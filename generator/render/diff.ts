/**
 * The lines in which two texts differ, at most `limit` of them: `@@ line`, then `-` old and `+` new. Common lines at
 * both ends are left out; between them the texts are shown as they are, which is enough to see what has changed.
 */
export function shortDiff(before: string, after: string, limit = 12): string {
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  )
    end++;
  const removed = old.slice(start, old.length - end).map((line) => `- ${line}`);
  const added = now.slice(start, now.length - end).map((line) => `+ ${line}`);
  const half = Math.ceil(limit / 2);
  const shown = [
    ...removed.slice(0, Math.max(half, limit - added.length)),
    ...added.slice(0, Math.max(half, limit - removed.length)),
  ];
  const hidden = removed.length + added.length - shown.length;
  return [`@@ line ${start + 1}`, ...shown, ...(hidden > 0 ? [`  and ${hidden} more lines`] : [])].join('\n');
}
