"use strict";
// One page, five steps. What has been proved is in `state.ticket`, which is good once.
const state = {};
const element = id => document.getElementById(id);
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function show(...ids) {
  for (const id of ["password-form", "code-form", "key-form", "new-password-form", "signed-in"]) {
    element(id).hidden = !ids.includes(id);
  }
}

async function post(step, body) {
  const response = await fetch("/signin/" + step, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  element("message").textContent = answer.message ?? "";
  return answer;
}

function next(answer) {
  if (!answer.step) {
    // A refused key has used up its ticket; a refused code or password has not.
    if (state.spent) {
      show("password-form");
    }
    return;
  }
  Object.assign(state, answer, { spent: false });
  for (const field of document.querySelectorAll("input[type=password], #code")) {
    field.value = "";
  }
  switch (answer.step) {
    case "SECOND_FACTOR":
      show(...(answer.hasCodes ? ["code-form"] : []), ...(answer.keyIds.length ? ["key-form"] : []));
      break;
    case "NEW_PASSWORD":
      show("new-password-form");
      break;
    case "SIGNED_IN":
      element("who").textContent = answer.userName;
      element("expires").textContent = answer.credentials.Expiration;
      element("credentials").textContent = [
        "export AWS_ACCESS_KEY_ID=" + answer.credentials.AccessKeyId,
        "export AWS_SECRET_ACCESS_KEY=" + answer.credentials.SecretAccessKey,
        "export AWS_SESSION_TOKEN=" + answer.credentials.SessionToken,
      ].join("\n");
      show("signed-in");
      break;
    case "KEY_REGISTERED":
      element("message").textContent = "Registered. Sign in again to register another.";
      element("register-form").hidden = true;
      break;
  }
}

async function useKey() {
  state.spent = true;
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(state.challenge),
      rpId: state.relyingParty,
      allowCredentials: state.keyIds.map(id => ({ type: "public-key", id: bytes(id) })),
      userVerification: "required",
    },
  });
  return post("key", {
    ticket: state.ticket,
    credentialId: credential.id,
    authenticatorData: text(credential.response.authenticatorData),
    clientDataJSON: text(credential.response.clientDataJSON),
    signature: text(credential.response.signature),
  });
}

async function registerKey() {
  const credential = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(state.challenge),
      rp: { id: state.relyingParty, name: "Keyturn" },
      user: {
        id: new TextEncoder().encode(state.userId),
        name: state.userName,
        displayName: state.userName,
      },
      pubKeyCredParams: state.algorithms.map(alg => ({ type: "public-key", alg })),
      authenticatorSelection: { userVerification: "required" },
      attestation: "none",
    },
  });
  return post("register-key", {
    ticket: state.ticket,
    name: element("key-name").value,
    attestationObject: text(credential.response.attestationObject),
    clientDataJSON: text(credential.response.clientDataJSON),
  });
}

function on(form, step) {
  element(form).addEventListener("submit", async event => {
    event.preventDefault();
    try {
      next(await step());
    } catch (failure) {
      element("message").textContent = failure.message;
      if (state.spent) {
        show("password-form");
      }
    }
  });
}

on("password-form", () => post("password", {
  account: element("account").value,
  userName: element("user").value,
  password: element("password").value,
}));
on("code-form", () => post("code", { ticket: state.ticket, code: element("code").value }));
on("key-form", useKey);
on("new-password-form", () => post("new-password", { ticket: state.ticket, newPassword: element("new-password").value }));
on("register-form", registerKey);
