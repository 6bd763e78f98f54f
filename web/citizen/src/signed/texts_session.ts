// Words of signing in, and of what all pages behind it share: Chinese, English.
import type { Texts } from "../texts";

export const kSessionTexts = {
  sign_in_title: ["登录", "Sign in"],
  sign_in_lead: [
    "登录后可以申请、补材料、看进度。查政策不用登录。",
    "Sign in to apply, to hand in what is missing and to see how far it is. To look at policies you need not.",
  ],
  login: ["账号", "Login"],
  password: ["密码", "Password"],
  sign_in: ["登录", "Sign in"],
  have_secret: [
    "第一次登录，或密码被重置？用一次性口令设置密码",
    "First time here, or password reset? Set one with the one-time secret",
  ],
  first_title: ["设置密码", "Set a password"],
  first_lead: [
    "输入交给您的一次性口令，再给自己设一个密码。口令一天内有效，只能用一次。",
    "Enter the one-time secret that you were given, and choose a password. The secret is good for a day, once.",
  ],
  secret: ["一次性口令", "One-time secret"],
  new_password: ["新密码", "New password"],
  new_password_hint: [
    "至少 12 个字符；一句只有您知道的话最好。",
    "At least 12 characters; a sentence that only you know is best.",
  ],
  repeat_password: ["再输一次新密码", "New password again"],
  fault_repeat: ["两次输入的新密码不一样", "The two new passwords differ"],
  set_password: ["设置密码并登录", "Set the password and sign in"],
  factor_title: ["输入动态码", "Enter your code"],
  factor_lead: [
    "打开手机上的验证器应用，输入现在显示的六位数字；也可以用一个恢复码。",
    "Open the authenticator app on your phone and enter the six digits that it shows; a recovery code will do too.",
  ],
  code: ["动态码或恢复码", "Code of the app or recovery code"],
  continue: ["继续", "Continue"],
  enrol_title: ["设置动态码", "Set up a second factor"],
  enrol_lead: [
    "您的角色除密码外还要一个动态码。先在手机上装一个验证器应用。",
    "Your role needs a code beside the password. First install an authenticator app on your phone.",
  ],
  enrol_begin: ["开始设置", "Begin"],
  enrol_secret: ["在验证器应用里添加账号，扫描这个二维码：", "Add an account in the app and scan this code:"],
  enrol_qr: ["含有密钥的二维码；下面是同一个密钥", "QR code with the key; the same key stands below it"],
  enrol_key: ["扫不了时，在应用里输入密钥：", "If you can't scan it, enter this key in the app:"],
  enrol_open: ["在本机的验证器应用里打开", "Open in the authenticator app of this device"],
  enrol_code: ["应用现在显示的六位数字", "The six digits that the app shows now"],
  recovery_title: ["您的恢复码", "Your recovery codes"],
  recovery_lead: [
    "手机不在身边时，每个码可以用一次。它们只显示这一次：请打印或抄下来，放在安全的地方。",
    "Each is good once when your phone is not at hand. They are shown this once: print them or write them down, and keep them safe.",
  ],
  recovery_kept: ["我已保存，继续", "I have kept them, continue"],
  old_title: ["密码已到期", "Your password is too old"],
  old_lead: [
    "按规定，密码要定期更换。换好后继续。",
    "The rules ask for a new password from time to time. Change it to go on.",
  ],
  old_password: ["现在的密码", "Current password"],
  change_password: ["更换密码", "Change the password"],
  password_changed: ["密码已更换，其他登录已结束。", "The password is changed; other sessions have ended."],
  signed_out: [
    "您已退出，或因一段时间没有操作而自动退出。登录后回到这一页，填写的内容还在。",
    "You signed out, or were signed out after a while without doing anything. Sign in to come back to this page; what you entered is still there.",
  ],
  roles_changed: [
    "已办好。您能办的事有了变化，为安全起见，请重新登录。",
    "That is done. What you may do has changed: please sign in again, to be safe.",
  ],
  sign_out: ["退出", "Sign out"],
  nav_tasks: ["我的办理", "My cases"],
  nav_account: ["我的信息", "My data"],
  nav_partner: ["待答复", "To answer"],
  nav_area: ["登录后的页面", "Pages behind signing in"],
  fault_fill_in: ["请填写“{field}”", "Please fill in '{field}'"],
  wait_seconds: ["请等 {seconds} 秒再试。", "Please wait {seconds} {seconds|second|seconds} and try again."],
  wait_some: ["现在太忙，请过一会儿再试。", "It is too busy just now. Please try again in a while."],
  unknown_outcome: [
    "没有收到答复，不知道是否已经办成。可以放心再试：同一件事只会办一次。",
    "There was no answer, so nobody knows whether it was done. It is safe to try again: the same thing happens only once.",
  ],
  moved_on: [
    "这件事刚刚有了变化，您看到的不是最新情况，所以没有照办。",
    "Something has just happened to this, and what you saw is no longer how it stands. Nothing was done.",
  ],
  reload: ["看最新情况", "See how it stands"],
  try_again: ["再试一次", "Try again"],
  step_up_title: ["请再输入一次动态码", "Please enter your code once more"],
  step_up_lead: ["这一步关系重大，要确认是您本人。", "This is a weighty step: show that it is you."],
} satisfies Texts<string>;

export type SessionKey = keyof typeof kSessionTexts;
