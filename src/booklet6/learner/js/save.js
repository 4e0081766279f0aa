// A text as a file on the reader's device. It works on an opened file too: nothing is asked of a server.

/** Let the browser save `text` under that name. */
export function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // a slow telephone may still be saving
}
