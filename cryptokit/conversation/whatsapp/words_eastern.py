"""WhatsApp's own words in Russian, Polish and Turkish. Other languages are next door.

What no source tells, such as polls in Polish, is left empty.

See: starkdmi/whats_json (Russian test data; files, places, encryption), mlomb/chat-analytics (media
left out); what public parsers test with (Polish, Turkish). The Russian notices on pins, admins,
calls and disappearing messages, and its polls, are from general knowledge.
"""

from typing import Final

from cryptokit.conversation.chat import Kind
from cryptokit.conversation.whatsapp.words import Words

RUSSIAN: Final = Words(
    language="Russian",
    whole={
        **dict.fromkeys(("<Без медиафайлов>", "<Файл пропущен>"), Kind.LEFT_OUT),
        "изображение отсутствует": Kind.PHOTO,
        "видео отсутствует": Kind.VIDEO,
        "видеозаметка опущена": Kind.VIDEO_MESSAGE,
        **dict.fromkeys(("аудио отсутствует", "аудиофайл отсутствует"), Kind.VOICE),
        "GIF отсутствует": Kind.ANIMATION,
        "стикер не добавлен": Kind.STICKER,
        "документ отсутствует": Kind.FILE,
        "карточка контакта отсутствует": Kind.CONTACT,
        **dict.fromkeys(("Данное сообщение удалено", "Данное сообщение удалено."), Kind.DELETED),
        **dict.fromkeys(
            ("Вы удалили данное сообщение", "Вы удалили данное сообщение."), Kind.DELETED
        ),
    },
    attached=("{file} (файл добавлен)",),
    enclosed=("<прикреплено: {file}>",),
    edited=("<Сообщение изменено>", "<Сообщение изменено.>"),
    place=("Местоположение: ", "местоположение: "),
    poll=("ОПРОС:\n",),
    option="ВАРИАНТ: {answer} ({votes} голосов)",
    pages="{file} • {pages} страниц",
    notices=(
        ("encryption", "Сообщения и звонки защищены сквозным шифрованием.{tail}"),
        ("encryption", "Сообщения и звонки теперь защищены сквозным шифрованием.{tail}"),
        ("create_group", "{who} создал(-а) группу «{title}»"),
        ("create_group", "{who} создал(-а) группу"),
        ("create_group", "Вы создали группу «{title}»"),
        ("create_group", "Вы создали группу"),
        ("edit_group_title", "{who} изменил(-а) название группы с «{old}» на «{title}»"),
        ("edit_group_title", "{who} изменил(-а) название группы на «{title}»"),
        ("edit_group_title", "{who} изменил(-а) тему с «{old}» на «{title}»"),
        ("edit_group_photo", "{who} изменил(-а) картинку группы"),
        ("edit_group_photo", "{who} изменил(-а) изображение группы"),
        ("edit_group_about", "{who} изменил(-а) описание группы{tail}"),
        ("group_settings", "{who} изменил(-а) настройки группы{tail}"),
        ("invite_members", "{who} добавил(-а) {whom}"),
        ("invite_members", "Вы добавили {whom}"),
        ("invite_members", "{whom} добавлен(-а)"),
        ("join_group_by_link", "{who} присоединился(-лась) {tail}"),
        ("remove_members", "{who} удалил(-а) {whom}"),
        ("leave_group", "{who} вышел(-ла)"),
        ("leave_group", "Вы вышли"),
        ("admin", "Вы теперь админ"),
        ("admin", "Теперь вы админ"),
        ("admin", "Вы больше не админ"),
        ("security_code", "Код безопасности пользователя {who} изменился.{tail}"),
        ("security_code", "Ваш код безопасности с {who} изменился.{tail}"),
        ("change_number", "{who} изменил(-а) номер телефона{tail}"),
        ("set_messages_ttl", "{who} включил(-а) исчезающие сообщения.{tail}"),
        ("set_messages_ttl", "{who} выключил(-а) исчезающие сообщения.{tail}"),
        ("pin_message", "{who} закрепил(-а) сообщение"),
        ("phone_call", "Пропущенный аудиозвонок"),
        ("phone_call", "Пропущенный видеозвонок"),
        ("phone_call", "Аудиозвонок{tail}"),
        ("phone_call", "Видеозвонок{tail}"),
        ("block", "Вы заблокировали данный контакт"),
    ),
    chats=("Чат WhatsApp с контактом {chat}", "Чат WhatsApp с {chat}"),
)


POLISH: Final = Words(
    language="Polish",
    whole={
        **dict.fromkeys(("<Pominięto multimedia>", "<pliki pominięto>"), Kind.LEFT_OUT),
        "obraz pominięty": Kind.PHOTO,
        "Ta wiadomość została usunięta": Kind.DELETED,
        "Usunięto tę wiadomość": Kind.DELETED,
    },
    attached=("{file} (plik załączony)", "{file} (załączony plik)"),
    enclosed=("<załączony: {file}>", "<załączono: {file}>"),
    edited=("<Ta wiadomość została zmieniona>",),
    place=("położenie: ", "Położenie: "),
    poll=(),
    option="",
    pages="",
    notices=(
        ("encryption", "Wiadomości i połączenia są szyfrowane end-to-end.{tail}"),
        ("encryption", "Wiadomości i połączenia są w pełni zaszyfrowane.{tail}"),
        ("invite_members", "{who} dodał {whom}"),
        ("invite_members", "{who} dodała {whom}"),
    ),
    chats=("Czat WhatsApp z {chat}",),
)


TURKISH: Final = Words(
    language="Turkish",
    whole={
        **dict.fromkeys(("<Medya dahil edilmedi>", "<Medya atlanmış>"), Kind.LEFT_OUT),
        "görüntü dahil edilmedi": Kind.PHOTO,
        "video dahil edilmedi": Kind.VIDEO,
        "ses dahil edilmedi": Kind.VOICE,
        "GIF dahil edilmedi": Kind.ANIMATION,
        **dict.fromkeys(("çıkartma dahil edilmedi", "Çıkartma dahil edilmedi"), Kind.STICKER),
        "belge dahil edilmedi": Kind.FILE,
        **dict.fromkeys(("Bu mesaj silindi", "Bu mesaj silindi."), Kind.DELETED),
        **dict.fromkeys(("Bu mesajı sildiniz", "Bu mesajı sildiniz."), Kind.DELETED),
    },
    attached=("{file} (dosya ekli)",),
    enclosed=("<{file} eklendi>",),
    edited=("<Bu mesaj düzenlendi>",),
    place=("konum: ", "Konum: "),
    poll=("ANKET:\n",),
    option="",
    pages="",
    notices=(
        ("encryption", "Mesajlar ve aramalar uçtan uca şifrelidir.{tail}"),
        ("phone_call", "Cevapsız sesli arama"),
        ("phone_call", "Cevapsız görüntülü arama"),
    ),
    chats=("{chat} ile WhatsApp Sohbeti",),
)
