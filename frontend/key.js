import { copyTemplate, getElement } from "./dom.js";

/** @import { Send } from "./api.js" */
/** @import { Config } from "./types.d.ts" */

/**
 * Prepares the page for an API that requires an API key or signed requests; the page cannot send signed requests.
 * @param {Config} config
 * @param {(guard: (send: Send) => Send) => void} guardRequests
 */
export async function prepareAccess(config, guardRequests) {
  if (config.auth === "api-key") return useApiKey(config, guardRequests);
  /** @type {HTMLTemplateElement} */
  const explanation = getElement("#iam");
  getElement("code", explanation.content).textContent = commandFor("items list", config);
}

/**
 * Sends the API key with every request to the API. Asks for the key if this tab does not have one, and again if the API
 * rejects it; in the meantime, the requests wait, so that edits are not lost. Resolves when there is a key to try.
 * @param {Config} config
 * @param {(guard: (send: Send) => Send) => void} guardRequests
 */
async function useApiKey(config, guardRequests) {
  const api = config.apiUrl.replace(/\/$/, "");
  const store = storeFor(`API key of ${api}`);
  const prompt = createPrompt(commandFor("key show", config), store.forget);
  let key = store.read();
  let why = "";
  /** @type {Promise<void> | undefined} */
  let asked;
  const ask = () => {
    asked ??= prompt.ask(why).then((typed) => {
      asked = undefined;
      key = typed;
      store.keep(key);
    });
    return asked;
  };
  guardRequests((send) => async (url, options, values) => {
    // Send the key only to the API: config.json may come from another site.
    if (!url.startsWith(`${api}/items`)) return send(url, options, values);
    for (;;) {
      while (!key) await ask();
      const used = key;
      try {
        const response = await send(url, { ...options, headers: { ...options?.headers, "x-api-key": used } }, values);
        if (used === key) prompt.close();
        return response;
      } catch (error) {
        const isCurrent = used === key;
        if (!isRejection(error)) {
          if (isCurrent) prompt.close();
          throw error;
        }
        // The rejection of an earlier key does not discard the current one.
        if (isCurrent) {
          store.forget();
          key = "";
          why = "The API rejected this key. A new key can take a few minutes to become active.";
        }
      }
    }
  });
  if (!key) await ask();
}

/**
 * Whether the API rejected the key. The status alone does not show this: the API also returns a 403 if the IP address
 * is blocked.
 * @param {unknown} error
 */
function isRejection(error) {
  return error instanceof Error && "status" in error && error.status === 403 && error.message.includes("API key");
}

/**
 * Keeps the key until the tab is closed, unless the browser blocks storage.
 * @param {string} name
 */
function storeFor(name) {
  /** @param {(storage: Storage) => string | null | void} use */
  const tryStorage = (use) => {
    try {
      return use(sessionStorage) ?? "";
    } catch {
      return "";
    }
  };
  return {
    read: () => tryStorage((storage) => storage.getItem(name)),
    keep: (/** @type {string} */ key) => tryStorage((storage) => storage.setItem(name, key)),
    forget: () => tryStorage((storage) => storage.removeItem(name)),
  };
}

/**
 * Completes a command with the options that select this stack.
 * @param {string} command
 * @param {Config} config
 */
function commandFor(command, { apiUrl, app, stage }) {
  const { hostname } = new URL(apiUrl);
  const [, region] = /\.execute-api\.([a-z0-9-]+)\.amazonaws\./.exec(hostname) ?? [];
  const place = region ? ` --no-local --region ${region}` : hostname === "127.0.0.1" ? " --local" : "";
  return `todo-api ${command} --app ${app} --stage ${stage}${place}`;
}

/**
 * Adds the form for the key and the button that forgets it.
 * @param {string} command
 * @param {() => void} forget
 */
function createPrompt(command, forget) {
  const main = getElement("main");
  main.prepend(copyTemplate("#api-key"));
  const box = getElement("#key");
  /** @type {HTMLInputElement} */
  const input = getElement("#key-value", box);
  /** @type {HTMLInputElement} */
  const visible = getElement("#key-visible", box);
  const fault = getElement("#key-fault", box);
  const submit = getElement("button", box);
  getElement("code", box).textContent = command;
  const forgetButton = Object.assign(document.createElement("button"), { type: "button", textContent: "Forget key" });
  forgetButton.title = "Forget the API key in this tab";
  forgetButton.onclick = () => {
    forget();
    location.reload();
  };
  getElement("header").append(forgetButton);
  /** @type {(key: string) => void} */
  let resolveKey = () => {};
  // Before the first unlock, assume that the page itself moved the focus to an empty field; later, the user may have
  // moved it there.
  let wasUnlocked = false;
  const showFault = (/** @type {string} */ why) => {
    fault.textContent = why;
    input.ariaInvalid = `${!!why}`;
  };
  visible.onchange = () => {
    input.type = visible.checked ? "text" : "password";
  };
  input.oninput = () => showFault("");
  getElement("form", box).onsubmit = (event) => {
    event.preventDefault();
    const typed = input.value.trim();
    // If a header contains other characters, the browser can throw an error that looks like a lost connection.
    if (!/^[!-~]+$/.test(typed)) {
      showFault("Enter the key exactly as the command prints it.");
      input.focus();
    } else if (!submit.ariaDisabled) {
      submit.ariaDisabled = "true";
      resolveKey(typed);
    }
  };
  return {
    /**
     * @param {string} why
     * @returns {Promise<string>}
     */
    ask(why) {
      const { activeElement } = document;
      box.hidden = false;
      submit.ariaDisabled = null;
      document.body.classList.add("locked");
      showFault(why);
      if (why) getElement("#announcer").textContent = why;
      // Do not move the focus here while the user is typing in another field.
      const isTyping =
        activeElement !== input && isTextField(activeElement) && (wasUnlocked || activeElement.value !== "");
      if (isTyping) box.scrollIntoView({ block: "nearest" });
      else {
        input.focus();
        input.select();
      }
      return new Promise((resolve) => {
        resolveKey = resolve;
      });
    },
    close() {
      wasUnlocked = true;
      if (box.hidden) return;
      const hadFocus = box.contains(document.activeElement);
      box.hidden = true;
      input.value = "";
      document.body.classList.remove("locked");
      if (hadFocus) forgetButton.focus();
    },
  };
}

/**
 * @param {Element | null} element
 * @returns {element is HTMLInputElement | HTMLTextAreaElement}
 */
function isTextField(element) {
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type !== "checkbox");
}
