// Every word of the page's own, in both languages side by side.

export const PHRASES = {
  sandbox: ["Telegram sandbox", "Telegram 沙盒"],
  sandbox_note: ["nothing leaves this computer", "一切只发生在本机"],
  offline: ["The sandbox does not answer. Trying again…", "沙盒没有响应，正在重连……"],
  act_as: ["Act as", "当前身份"],
  reader: ["reader", "读者"],
  admin: ["admin", "管理员"],
  language: ["Language", "语言"],
  theme_auto: ["Theme: as the system", "外观：跟随系统"],
  theme_light: ["Theme: light", "外观：浅色"],
  theme_dark: ["Theme: dark", "外观：深色"],

  clock: ["The bot's clock", "机器人的时钟"],
  jump: ["Jump to the next slot", "跳到下一个时段"],
  next_slot: ["Next post: {at} → {channel}", "下一次发布：{at} → {channel}"],
  no_slot: ["No slot ahead", "之后没有时段"],
  no_clock: ["Real time: there is no demo clock to move.", "使用真实时间：没有可以拨动的演示时钟。"],

  tab_channel: ["Channel", "频道"],
  tab_chat: ["Chat", "对话"],
  tab_bot: ["Backstage", "幕后"],
  chats: ["Chats", "会话"],
  channel: ["channel", "频道"],
  group: ["group", "群组"],
  members: ["{n} subscriber(s)", "{n} 位订阅者"],
  bot: ["bot", "机器人"],
  seen_by: ["Private chat with the bot, as {name}", "与机器人的私聊，身份：{name}"],
  messages: ["Messages in {title}", "{title} 的消息"],
  pinned: ["Pinned message", "置顶消息"],
  to_newest: ["To the newest message", "回到最新消息"],
  edited: ["edited", "已编辑"],
  silent: ["Sent without a sound", "无声发送"],
  photo: ["Photo", "照片"],
  photo_of: ["Photo: {name}", "照片：{name}"],
  photo_open: ["Show the photo at full size", "查看大图"],
  reply_gone: ["Deleted message", "消息已删除"],
  answering: ["Reply to {name}", "回复 {name}"],
  answer_not: ["Do not reply to it", "不回复它"],
  spoiler: ["Hidden text. Tap to show it.", "隐藏文字，点一下即可显示。"],
  expand: ["Show the whole quote", "展开引用"],
  collapse: ["Show less of the quote", "收起引用"],
  find_tag: ["Find {tag} in the channel", "在频道中查找 {tag}"],
  tag_count: ["{n} post(s) with {tag}", "{n} 条消息带有 {tag}"],
  close_search: ["Close the search", "关闭搜索"],
  no_channel_title: ["No channel yet", "还没有频道"],
  no_channel: ["A channel appears here when the bot has one to post to.", "机器人有了要发布的频道后，频道会显示在这里。"],
  empty_channel_title: ["Nothing posted yet", "还没有消息"],
  empty_channel: [
    "The next card comes at its time. Tap “Jump to the next slot” above to see it now.",
    "下一张卡片会准时发布。点上方的“跳到下一个时段”，马上就能看到。",
  ],
  empty_chat_title: ["This is where the bot listens", "在这里和机器人对话"],
  empty_chat: [
    "Type /search 推理 to look for papers on reasoning, /random for a surprise, or simply a few words. Chinese and English both work.",
    "输入 /search 推理，查找与推理有关的文章；输入 /random，随机读一篇；也可以直接输入几个词，中英文都行。",
  ],
  empty_chat_admin: [
    "As an admin you can also /post a card now, look at the /queue and ask for the /status.",
    "作为管理员，您还可以用 /post 立即发布、用 /queue 查看排期、用 /status 查看运行状态。",
  ],
  start: ["Start", "开始"],
  try: ["Try", "试试"],
  menu: ["Menu", "菜单"],
  commands: ["Commands", "命令"],
  write: ["Write a message", "输入消息"],
  send: ["Send", "发送"],
  via: ["via {name}", "通过 {name}"],
  via_again: ["Ask {name} in this chat", "在此会话中使用 {name}"],
  inline_results: ["Results from the bot", "机器人的结果"],
  inline_asking: ["Asking the bot…", "正在询问机器人……"],
  inline_none: ["Nothing found", "没有找到结果"],
  inline_late: ["The bot does not answer", "机器人没有响应"],

  share_title: ["Share", "分享"],
  share_note: ["Telegram would now ask for a chat and put this into it:", "此时 Telegram 会让您选择一个会话，并填入以下内容："],
  copy: ["Copy", "复制"],
  copied: ["Copied", "已复制"],
  copy_failed: ["The browser does not allow copying here: {text}", "浏览器不允许在此复制：{text}"],
  close: ["Close", "关闭"],
  ok: ["OK", "好"],

  calls: ["What the bot called", "机器人的调用"],
  calls_none: ["Every Bot API call of the bot shows up here.", "机器人对 Bot API 的每次调用都会显示在这里。"],
  call_count: ["{n} call(s)", "共 {n} 次"],
  call_chat: ["Chat", "会话"],
  call_at: ["At", "时间"],
  call_error: ["Error", "错误"],
  call_text: ["Content", "内容"],
  call_upload: ["Uploaded", "上传"],
  call_empty: ["This call carried no text.", "此调用不含文字。"],
  refused: ["failed", "失败"],

  faults: ["Make Telegram fail", "让 Telegram 出错"],
  faults_note: [
    "The next calls of the bot meet what real networks do. It should notice, say so, and never post twice.",
    "让机器人接下来的调用遇到真实网络中的故障。它应当察觉、说明，并且绝不重复发布。",
  ],
  fault_kind: ["What happens", "故障"],
  fault_method: ["To which call", "方法"],
  fault_any: ["any but getUpdates", "除 getUpdates 外的任意方法"],
  fault_times: ["How many times", "次数"],
  fault_wait: ["Seconds", "秒数"],
  fault_add: ["Switch on", "启用"],
  fault_clear: ["Clear all", "全部清除"],
  fault_left: ["{method}, {n} more time(s)", "{method}，还剩 {n} 次"],
  fault_until: ["{method}, until cleared", "{method}，直到清除"],
  server_rich: ["This Telegram knows rich messages", "此 Telegram 支持富文本消息"],
  fault_400: ["400 refused", "400 拒绝"],
  fault_429: ["429 too many requests", "429 请求过多"],
  fault_500: ["500 internal server error", "500 内部错误"],
  fault_502: ["502 a gateway's HTML page", "502 网关的 HTML 页面"],
  fault_403: ["403 blocked or kicked", "403 被屏蔽或移出"],
  fault_401: ["401 token not valid", "401 令牌无效"],
  fault_404: ["404 no such bot", "404 没有这个机器人"],
  fault_409: ["409 another bot is polling", "409 另一个实例在轮询"],
  fault_photo_dimensions: ["400 picture refused for its sides", "400 图片尺寸不合规"],
  fault_photo_process: ["400 picture cannot be read", "400 图片无法处理"],
  fault_file_unknown: ["400 picture no longer known by its file_id", "400 不认识图片的 file_id"],
  fault_cut_before: ["Line cut before Telegram hears it", "送达前断线"],
  fault_cut_after: ["Line cut after it was accepted", "接受后断线"],
  fault_late: ["Line cut at once, done later", "立即断线，稍后才执行"],
  fault_hang: ["No answer, and nothing done", "无响应，也未执行"],
  fault_hang_after: ["Done, but no answer", "已执行，但无响应"],
  fault_slow: ["Done, but late", "已执行，但响应缓慢"],
  fault_garbage: ["Done, but the answer is garbage", "已执行，但响应是乱码"],
};

/** The page's voice in one language ("en" or "zh"): a function of a phrase's name and its values. */
export function phrases(language) {
  const side = language === "zh" ? 1 : 0;
  return (name, values = {}) =>
    PHRASES[name][side]
      .replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""))
      .replace(/(\w)\(s\)/g, values.n === 1 ? "$1" : "$1s");
}

export const faultKinds = Object.keys(PHRASES)
  .filter((name) => /^fault_(\d{3}$|photo_|file_|cut_|late$|hang|slow|garbage)/.test(name))
  .map((name) => name.slice("fault_".length));

const formats = new Map();

function format(language, zone, options) {
  const key = `${language} ${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { timeZone: zone, hourCycle: "h23", ...options }));
  }
  return formats.get(key);
}

/** Times as people write them, in one language and one IANA zone (undefined: the browser's own). */
export function times(language, zone) {
  const shown = (options) => (when) => format(language, zone, options).format(new Date(when));
  const day = { weekday: "short", month: language === "zh" ? "long" : "short", day: "numeric" };
  return {
    minute: shown({ hour: "2-digit", minute: "2-digit" }),
    second: shown({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    day: shown({ month: "long", day: "numeric" }),
    date: shown(day),
    slot: shown({ ...day, hour: "2-digit", minute: "2-digit" }),
    full: shown({ dateStyle: "full", timeStyle: "medium" }),
  };
}
