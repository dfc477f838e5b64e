// Keeps the page of the inbox fresh and shows times as this machine does. The page works without it.
'use strict';

const REFRESH_MS = 2000;
let shown = document.getElementById('messages').innerHTML;

function showLocalTimes() {
  for (const time of document.querySelectorAll('time')) time.textContent = new Date(time.dateTime).toLocaleString();
}

// Whoever is about to copy a code must not lose the selection.
const isSelecting = () => !document.getSelection().isCollapsed;

async function refresh() {
  if (document.hidden || isSelecting()) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById('messages');
  if (fresh.innerHTML === shown || isSelecting()) return;
  shown = fresh.innerHTML;
  document.getElementById('messages').replaceChildren(...fresh.childNodes);
  showLocalTimes();
}

async function refreshForever() {
  // A server that is being restarted is no reason to stop.
  await refresh().catch(() => {});
  setTimeout(refreshForever, REFRESH_MS);
}

const empty = document.getElementById('empty');
empty.hidden = false;
empty.addEventListener('click', async () => {
  await fetch('/_poolhouse/inbox', { method: 'DELETE' });
  document.getSelection().removeAllRanges();
  await refresh();
});

showLocalTimes();
setTimeout(refreshForever, REFRESH_MS);
