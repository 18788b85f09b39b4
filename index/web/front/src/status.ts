// What the status page does beyond links and forms: it keeps the keyboard where
// it is when a live part is swapped, says when the connection is lost, and
// uploads with progress what is chosen or dropped anywhere into the page.
export function status(): void {
  keepFocus();
  watchConnection();
  document.addEventListener("submit", (event) => {
    const form = uploadForm();
    if (!form || event.target !== form) return;
    event.preventDefault();
    const field = form.querySelector<HTMLInputElement>("input[type=file]")!;
    enqueue(field.files);
    form.reset();
  });
  dropZone();
}

// A swapped part takes the element with the focus along. One of the same id gets
// it back from htmx; where there is none left, the heading does.
function keepFocus(): void {
  let heading: HTMLElement | null | undefined;
  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    const part = event.target as HTMLElement;
    heading = part.contains(document.activeElement)
      ? part.closest("section")?.querySelector<HTMLElement>("h2[tabindex]")
      : null;
  });
  document.addEventListener("htmx:sseMessage", () => {
    if (heading && document.activeElement === document.body) heading.focus();
  });
}

function watchConnection(): void {
  const show = (lost: boolean) => {
    const notice = document.getElementById("offline");
    if (notice) notice.hidden = !lost;
  };
  document.addEventListener("htmx:sseError", () => show(true));
  document.addEventListener("htmx:sseOpen", () => show(false));
}

const uploadForm = () => document.querySelector<HTMLFormElement>("#upload-form");

// dropZone covers the window while files are dragged over it.
function dropZone(): void {
  const carriesFiles = (event: DragEvent) => uploadForm() !== null && (event.dataTransfer?.types.includes("Files") ?? false);
  const cover = (shown: boolean) => {
    const zone = document.getElementById("drop-zone");
    if (zone) zone.hidden = !shown;
  };
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    cover(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) cover(false); // has left the window
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    cover(false);
    enqueue(event.dataTransfer!.files);
  });
}

interface Row {
  file: File;
  progress: HTMLProgressElement;
  note: HTMLElement;
}

const queue: Row[] = [];
let sending = false;

function enqueue(files: FileList | null): void {
  for (const file of files ?? []) queue.push(row(file));
  if (!sending) void sendAll();
}

// row shows a file in the list of uploads.
function row(file: File): Row {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const progress = document.createElement("progress");
  const note = document.createElement("span");
  name.className = "file";
  name.textContent = file.name;
  progress.max = Math.max(file.size, 1);
  progress.value = 0;
  progress.setAttribute("aria-label", file.name);
  note.className = "quiet";
  note.textContent = uploadForm()!.dataset.waiting!;
  item.append(name, progress, note);
  document.getElementById("upload-list")!.append(item);
  return { file, progress, note };
}

// sendAll sends one file after the other.
async function sendAll(): Promise<void> {
  sending = true;
  for (let next = queue.shift(); next; next = queue.shift()) await send(next);
  sending = false;
}

interface Answer {
  taken?: { name: string; stored: string }[];
  refused?: { name: string; reason: string }[];
  error?: string;
}

function send({ file, progress, note }: Row): Promise<void> {
  const form = uploadForm()!;
  const words = form.dataset;
  const end = (state: string, text: string) => {
    progress.remove();
    note.className = `badge ${state}`;
    note.textContent = text;
  };
  if (file.size > Number(words.maxBytes)) {
    end("refused", words.large!);
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => {
      progress.max = event.total;
      progress.value = event.loaded;
      note.textContent = `${Math.floor((100 * event.loaded) / event.total)} %`;
    };
    request.onload = () => {
      const answer = (request.response ?? {}) as Answer;
      const stored = answer.taken?.[0]?.stored;
      if (stored === undefined) end("refused", answer.refused?.[0]?.reason ?? answer.error ?? words.broken!);
      else end("done", stored === file.name ? words.taken! : `${words.taken} (${words.renamed} ${stored})`);
    };
    request.onerror = () => end("refused", words.broken!);
    request.onloadend = () => resolve();
    request.responseType = "json";
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    const body = new FormData();
    body.append("files", file);
    request.send(body);
  });
}
