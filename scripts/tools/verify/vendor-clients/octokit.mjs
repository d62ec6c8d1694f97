import { Octokit } from '@octokit/rest';
import { all, createCalls } from './calls.mjs';

/** The first argument is the URL of a mock of GitHub's document. */
const octokit = new Octokit({
  baseUrl: process.argv[2],
  auth: 'ghp_x',
  log: { debug() {}, info() {}, warn() {}, error() {} },
});
const call = createCalls();
const isRefused = async (promise, status) =>
  promise.then(
    () => false,
    (cause) => [status].flat().includes(cause.status),
  );

const repo = await call('repos.createForAuthenticatedUser', async () => {
  const { data, status } = await octokit.rest.repos.createForAuthenticatedUser({
    name: 'chairs',
    private: true,
  });
  return [status === 201 && data.name === 'chairs' && data.private === true, data];
});
const owner = repo?.owner?.login ?? 'octocat';
const at = { owner, repo: repo?.name ?? 'chairs' };
await call('repos.get', async () => (await octokit.rest.repos.get(at)).data.name === 'chairs');
await call(
  'repos.update',
  async () => (await octokit.rest.repos.update({ ...at, description: 'oak' })).data.description === 'oak',
);
await call('repos.listForAuthenticatedUser', async () =>
  Array.isArray((await octokit.rest.repos.listForAuthenticatedUser()).data),
);
const issue = await call('issues.create', async () => {
  const { data, status } = await octokit.rest.issues.create({
    ...at,
    title: 'A leg is loose',
    body: 'The left one.',
  });
  return [status === 201 && data.title === 'A leg is loose' && Number.isInteger(data.number), data];
});
const issue_number = issue?.number ?? 1;
await call(
  'issues.get',
  async () => (await octokit.rest.issues.get({ ...at, issue_number })).data.title === 'A leg is loose',
);
await call(
  'issues.update',
  async () =>
    (await octokit.rest.issues.update({ ...at, issue_number, state: 'closed' })).data.state === 'closed',
);
await call(
  'issues.update keeps the rest',
  async () => (await octokit.rest.issues.get({ ...at, issue_number })).data.title === 'A leg is loose',
);
for (let index = 0; index < 24; index++) await octokit.rest.issues.create({ ...at, title: `issue ${index}` });
await call(
  'issues.listForRepo',
  async () =>
    (await octokit.rest.issues.listForRepo({ ...at, per_page: 10, state: 'all' })).data.length === 10,
);
await call('issues.listForRepo, page 2', async () => {
  const [first, second] = await Promise.all(
    [1, 2].map((page) => octokit.rest.issues.listForRepo({ ...at, per_page: 10, page, state: 'all' })),
  );
  return (
    second.data.length > 0 &&
    !second.data.some((each) => first.data.some((other) => other.number === each.number))
  );
});
await call('issues.listForRepo to the end', async () => {
  const found = await octokit.paginate(octokit.rest.issues.listForRepo, {
    ...at,
    per_page: 10,
    state: 'all',
  });
  return found.length >= 25 && new Set(found.map((each) => each.number)).size === found.length;
});
await call('issues.listForRepo by state', async () =>
  (await octokit.rest.issues.listForRepo({ ...at, state: 'closed' })).data.every(
    (each) => each.state === 'closed',
  ),
);
const comment = await call('issues.createComment', async () => {
  const { data } = await octokit.rest.issues.createComment({ ...at, issue_number, body: 'Glue it.' });
  return [data.body === 'Glue it.', data];
});
const comment_id = comment?.id ?? 1;
await call(
  'issues.getComment',
  async () => (await octokit.rest.issues.getComment({ ...at, comment_id })).data.body === 'Glue it.',
);
await call(
  'issues.updateComment',
  async () =>
    (await octokit.rest.issues.updateComment({ ...at, comment_id, body: 'Nail it.' })).data.body ===
    'Nail it.',
);
await call('issues.listComments', async () =>
  (await octokit.rest.issues.listComments({ ...at, issue_number })).data.some(
    (each) => each.id === comment_id,
  ),
);
await call(
  'issues.deleteComment',
  async () => (await octokit.rest.issues.deleteComment({ ...at, comment_id })).status === 204,
);
await call('issues.getComment after deletion', () =>
  isRefused(octokit.rest.issues.getComment({ ...at, comment_id }), 404),
);
await call(
  'issues.createLabel',
  async () =>
    (await octokit.rest.issues.createLabel({ ...at, name: 'loose', color: 'f29513' })).data.name === 'loose',
);
await call(
  'issues.getLabel',
  async () => (await octokit.rest.issues.getLabel({ ...at, name: 'loose' })).data.color === 'f29513',
);
await call('issues.listLabelsForRepo', async () =>
  (await octokit.rest.issues.listLabelsForRepo(at)).data.some((each) => each.name === 'loose'),
);
await call(
  'issues.deleteLabel',
  async () => (await octokit.rest.issues.deleteLabel({ ...at, name: 'loose' })).status === 204,
);
const milestone = await call('issues.createMilestone', async () => {
  const { data } = await octokit.rest.issues.createMilestone({ ...at, title: 'v1' });
  return [data.title === 'v1', data];
});
await call(
  'issues.getMilestone',
  async () =>
    (await octokit.rest.issues.getMilestone({ ...at, milestone_number: milestone?.number })).data.title ===
    'v1',
);
const pull = await call('pulls.create', async () => {
  const { data } = await octokit.rest.pulls.create({ ...at, title: 'Glue', head: 'glue', base: 'main' });
  return [data.title === 'Glue', data];
});
await call(
  'pulls.get',
  async () => (await octokit.rest.pulls.get({ ...at, pull_number: pull?.number })).data.title === 'Glue',
);
await call(
  'pulls.update',
  async () =>
    (await octokit.rest.pulls.update({ ...at, pull_number: pull?.number, title: 'Nails' })).data.title ===
    'Nails',
);
await call('pulls.list', async () =>
  (await octokit.rest.pulls.list({ ...at, state: 'all' })).data.some((each) => each.number === pull?.number),
);
const gist = await call('gists.create', async () => {
  const { data } = await octokit.rest.gists.create({
    files: { 'a.txt': { content: 'a' } },
    description: 'notes',
  });
  return [data.description === 'notes', data];
});
await call(
  'gists.get',
  async () => (await octokit.rest.gists.get({ gist_id: gist?.id })).data.description === 'notes',
);
await call(
  'gists.delete',
  async () => (await octokit.rest.gists.delete({ gist_id: gist?.id })).status === 204,
);
await call(
  'users.getAuthenticated',
  async () => typeof (await octokit.rest.users.getAuthenticated()).data.login === 'string',
);
await call('search.repos', async () =>
  Array.isArray((await octokit.rest.search.repos({ q: 'chairs' })).data.items),
);
await call(
  'repos.createOrUpdateFileContents',
  async () =>
    (
      await octokit.rest.repos.createOrUpdateFileContents({
        ...at,
        path: 'a.txt',
        message: 'a',
        content: 'YQ==',
      })
    ).status < 300,
);
await call(
  'issues.listForRepo as an iterator',
  async () =>
    (
      await all(
        octokit.paginate.iterator(octokit.rest.issues.listForRepo, { ...at, per_page: 10, state: 'all' }),
      )
    ).length >= 3,
);
await call('a title is required', () =>
  isRefused(octokit.request('POST /repos/{owner}/{repo}/issues', { ...at, body: 'x' }), [400, 422]),
);
await call('repos.delete', async () => (await octokit.rest.repos.delete(at)).status === 204);
await call('repos.get after deletion', () => isRefused(octokit.rest.repos.get(at), 404));
