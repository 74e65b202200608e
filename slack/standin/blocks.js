// Draws Block Kit messages and forms as a person sees them, near enough to judge them by. For a browser; it
// needs nothing but this file. names: {U1: "ada", C1: "general"}.
// Rules: https://docs.slack.dev/reference/block-kit/blocks, https://docs.slack.dev/messaging/formatting-message-text
"use strict";

function drawText(text, names) {
  const span = document.createElement("span");
  if (!text) return span;
  if (text.type === "plain_text") {
    span.textContent = withEmoji(text.text);
    return span;
  }
  span.innerHTML = mrkdwn(text.text || "", names);
  return span;
}

const emoji = {
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_blue_circle: "🔵",
  grey_question: "❔", white_circle: "⚪", mega: "📣", lock: "🔒", warning: "⚠️", pushpin: "📌",
  double_vertical_bar: "⏸", rotating_light: "🚨", white_check_mark: "✅", eyes: "👀", pager: "📟",
  hammer_and_wrench: "🛠", book: "📖", link: "🔗", bell: "🔔", hourglass: "⌛", wave: "👋",
  hammer: "🔨", thought_balloon: "💭", wrench: "🔧", busts_in_silhouette: "👥", coffee: "☕",
  adhesive_bandage: "🩹", heavy_minus_sign: "➖"};

function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (all, name) => emoji[name] || all);
}

// What is left of a text once its markup is drawn has no tags in it: Slack's escapes are kept as they are.
function mrkdwn(text, names) {
  const name = (id, sign) => `<b class="mention">${sign}${names[id] || id}</b>`;
  const codes = [];
  let html = text.replace(/```([^]*?)```|`([^`\n]+)`/g, (all, block, inline) => {
    codes.push(block ? `<pre>${block}</pre>` : `<code>${inline}</code>`);
    return `\u0001${codes.length - 1}\u0001`;
  });
  html = html
    .replace(/<!date\^(\d+)\^([^|^>]*)[^|>]*\|[^>]*>/g, (all, at, format) => moment(at, format))
    .replace(/<@([A-Z0-9]+)(\|[^>]*)?>/g, (all, id) => name(id, "@"))
    .replace(/<#([A-Z0-9]+)(\|[^>]*)?>/g, (all, id) => name(id, "#"))
    .replace(/<!subteam\^([A-Z0-9]+)[^>]*>/g, (all, id) => name(id, "@"))
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, '<a href="$1">$2</a>')
    .replace(/<(https?:[^|>]+)>/g, '<a href="$1">$1</a>')
    .replace(/(^|[\s(_~>])\*([^*\n]+)\*/g, "$1<b>$2</b>")
    .replace(/(^|[\s(*~>])_([^_\n]+)_(?=$|[\s).,:;!?*~<])/g, "$1<i>$2</i>")
    .replace(/^(?:&gt;|>) ?(.*)$/gm, "<blockquote>$1</blockquote>")
    .replace(/<\/blockquote>\n<blockquote>/g, "<br>").replace(/\n?(<\/?blockquote>)\n?/g, "$1")
    .replace(/\n/g, "<br>");
  return withEmoji(html).replace(/\u0001(\d+)\u0001/g, (all, i) => codes[i]);
}

function moment(at, format) {
  const date = new Date(Number(at) * 1000);
  const two = (n) => String(n).padStart(2, "0");
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  const day = date.toLocaleDateString("en-GB", {day: "numeric", month: "short"});
  const apart = Math.round((new Date(date).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 86400000);
  const pretty = {"-1": "yesterday", "0": "today", "1": "tomorrow"}[apart] || day;
  return format.replace("{time}", time).replace("{date_short_pretty}", pretty).replace("{date_short}", day)
    .replace("{date}", day).replace("{date_num}", date.toISOString().slice(0, 10));
}

function node(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child != null));
  return made;
}

function drawElement(e, names) {
  switch (e.type) {
    case "button":
      return node("span", "button " + (e.style || ""), drawText(e.text, names));
    case "overflow":
      return node("span", "button", "⋯");
    case "plain_text_input":
      return node("div", "input" + (e.multiline ? " tall" : ""),
                  e.initial_value || node("i", "", e.placeholder ? e.placeholder.text : ""));
    case "number_input":
    case "datepicker":
    case "timepicker":
      return node("div", "input", e.initial_value || e.initial_date || e.initial_time || "");
    case "radio_buttons":
    case "checkboxes": {
      const list = node("div", "choices");
      for (const option of e.options) {
        const initial = e.initial_option ? [e.initial_option] : e.initial_options || [];
        const on = initial.some((one) => one.value === option.value);
        const mark = e.type === "checkboxes" ? (on ? "☑" : "☐") : (on ? "◉" : "○");
        list.append(node("div", "", mark + " ", drawText(option.text, names),
                         option.description ? node("div", "hint", drawText(option.description, names)) : null));
      }
      return list;
    }
    default: {  // one of the selects
      const chosen = e.initial_option ? drawText(e.initial_option.text, names)
        : e.initial_user ? "@" + (names[e.initial_user] || e.initial_user)
        : e.initial_users ? e.initial_users.map((u) => "@" + (names[u] || u)).join(", ")
        : node("i", "", e.placeholder ? e.placeholder.text : "Choose");
      return node("span", "button select", chosen, " ▾");
    }
  }
}

function drawBlock(block, names) {
  switch (block.type) {
    case "header":
      return node("h2", "", drawText(block.text, names));
    case "divider":
      return node("hr");
    case "section": {
      const words = node("div", "words");
      if (block.text) words.append(drawText(block.text, names));
      for (const field of block.fields || []) words.append(node("div", "field", drawText(field, names)));
      return node("div", "section", words, block.accessory ? drawElement(block.accessory, names) : null);
    }
    case "context":
      return node("div", "context", ...block.elements.map((e) => node("span", "", drawText(e, names), " ")));
    case "actions":
      return node("div", "actions", ...block.elements.map((e) => drawElement(e, names)));
    case "input":
      return node("div", "field-input",
                  node("label", "", drawText(block.label, names),
                       block.optional ? node("span", "hint", " (optional)") : null),
                  drawElement(block.element, names),
                  block.hint ? node("div", "hint", drawText(block.hint, names)) : null);
    default:
      return node("div", "unknown", `a block of the kind ${block.type}`);
  }
}

function drawMessage(message, names) {
  const body = node("div", "message");
  if (message.ephemeral) body.append(node("div", "hint", "Only visible to you"));
  const blocks = message.blocks || [];
  if (!blocks.length) body.append(drawText({type: "mrkdwn", text: message.text}, names));
  for (const block of blocks) body.append(drawBlock(block, names));
  return body;
}

function drawHome(view, names) {
  return node("div", "message", node("div", "title", "Home"), ...view.blocks.map((block) => drawBlock(block, names)));
}

function drawForm(view, names) {
  const title = node("div", "title", drawText(view.title, names));
  const buttons = node("div", "submit");
  if (view.close) buttons.append(node("span", "button", drawText(view.close, names)));
  if (view.submit) buttons.append(node("span", "button primary", drawText(view.submit, names)));
  return node("div", "form", title, ...view.blocks.map((block) => drawBlock(block, names)), buttons);
}
