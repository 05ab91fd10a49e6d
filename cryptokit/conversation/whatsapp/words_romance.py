"""WhatsApp's own words in Spanish, French, Italian and Portuguese. Other languages are next door.

Their notices are few, so more of them stay without a name.

See: the tables of mlomb/chat-analytics (media left out) and starkdmi/whats_json (files, places,
encryption); what public parsers test with (deleted, edited, polls, calls).
"""

from typing import Final

from cryptokit.conversation.chat import Kind
from cryptokit.conversation.whatsapp.words import Words

SPANISH: Final = Words(
    language="Spanish",
    whole={
        **dict.fromkeys(("<Multimedia omitido>", "<Archivo omitido>"), Kind.LEFT_OUT),
        "imagen omitida": Kind.PHOTO,
        **dict.fromkeys(("video omitido", "Video omitido"), Kind.VIDEO),
        "audio omitido": Kind.VOICE,
        "GIF omitido": Kind.ANIMATION,
        "sticker omitido": Kind.STICKER,
        "documento omitido": Kind.FILE,
        "Tarjeta de contacto omitida": Kind.CONTACT,
        **dict.fromkeys(("Se eliminó este mensaje", "Se eliminó este mensaje."), Kind.DELETED),
        **dict.fromkeys(("Eliminaste este mensaje", "Eliminaste este mensaje."), Kind.DELETED),
        "Este mensaje fue eliminado": Kind.DELETED,
    },
    attached=("{file} (archivo adjunto)",),
    enclosed=("<adjunto: {file}>",),
    edited=("<Se editó este mensaje.>", "<Se editó este mensaje>"),
    place=("ubicación: ", "Ubicación: "),
    poll=("ENCUESTA:\n",),
    option="OPCIÓN: {answer} ({votes} votos)",
    pages="{file} • {pages} páginas",
    notices=(
        ("encryption", "Los mensajes y las llamadas están cifrados de extremo a extremo.{tail}"),
        ("create_group", '{who} creó el grupo "{title}"'),
        ("create_group", "{who} creó este grupo"),
        ("edit_group_title", '{who} cambió el nombre del grupo de "{old}" a "{title}"'),
        ("edit_group_title", '{who} cambió el asunto del grupo de "{old}" a "{title}"'),
        ("edit_group_title", '{who} cambió el asunto de "{old}" a "{title}"'),
        ("invite_members", "{who} te añadió"),
        ("invite_members", "{who} añadió a {whom}"),
        ("leave_group", "{who} salió del grupo"),
        ("remove_members", "{who} eliminó a {whom}"),
        ("security_code", "Cambió tu código de seguridad con {who}.{tail}"),
        ("phone_call", "Llamada perdida"),
        ("phone_call", "Videollamada perdida"),
    ),
    chats=("Chat de WhatsApp con {chat}",),
)


FRENCH: Final = Words(
    language="French",
    whole={
        **dict.fromkeys(("<Médias omis>", "<Fichier omis>"), Kind.LEFT_OUT),
        "image absente": Kind.PHOTO,
        "vidéo absente": Kind.VIDEO,
        "audio omis": Kind.VOICE,
        "GIF retiré": Kind.ANIMATION,
        "sticker omis": Kind.STICKER,
        "document manquant": Kind.FILE,
        "Fiche contact manquante": Kind.CONTACT,
        **dict.fromkeys(("Ce message a été supprimé", "Ce message a été supprimé."), Kind.DELETED),
        "Vous avez supprimé ce message": Kind.DELETED,
        "Vous avez supprimé ce message.": Kind.DELETED,
    },
    attached=("{file} (fichier joint)",),
    enclosed=("<pièce jointe : {file}>", "<pièce jointe: {file}>"),
    edited=("<Ce message a été modifié>", "<Ce message a été modifié.>"),
    place=("localisation : ", "Localisation : ", "localisation: "),
    poll=("SONDAGE:\n",),
    option="OPTION: {answer} ({votes} votes)",
    pages="{file} • {pages} pages",
    notices=(
        ("encryption", "Les messages et les appels sont chiffrés de bout en bout.{tail}"),
        ("create_group", '{who} a créé le groupe "{title}"'),
        ("invite_members", "{who} a ajouté {whom}"),
        ("leave_group", "{who} est parti"),
        ("phone_call", "Appel vocal manqué"),
        ("phone_call", "Appel vidéo manqué"),
    ),
    chats=("Discussion WhatsApp avec {chat}",),
)


ITALIAN: Final = Words(
    language="Italian",
    whole={
        **dict.fromkeys(("<Media omessi>", "<Media omesso>"), Kind.LEFT_OUT),
        "immagine omessa": Kind.PHOTO,
        "video omesso": Kind.VIDEO,
        "audio omesso": Kind.VOICE,
        "GIF esclusa": Kind.ANIMATION,
        "sticker non incluso": Kind.STICKER,
        "documento omesso": Kind.FILE,
        "Scheda contatto omessa": Kind.CONTACT,
        "<Il messaggio vocale visualizzabile una volta è stato omesso>": Kind.VIEW_ONCE,
        "Questo messaggio è stato eliminato": Kind.DELETED,
        "Questo messaggio è stato eliminato.": Kind.DELETED,
        "Hai eliminato questo messaggio": Kind.DELETED,
        "Hai eliminato questo messaggio.": Kind.DELETED,
    },
    attached=("{file} (file allegato)",),
    enclosed=("<allegato: {file}>",),
    edited=("<Questo messaggio è stato modificato>",),
    place=("posizione: ", "Posizione: "),
    poll=("SONDAGGIO:\n",),
    option="OPZIONE: {answer} ({votes} voti)",
    pages="{file} • {pages} pagine",
    notices=(
        ("encryption", "I messaggi e le chiamate sono crittografati end-to-end.{tail}"),
        ("create_group", '{who} ha creato il gruppo "{title}"'),
        ("invite_members", "{who} ha aggiunto {whom}"),
        ("remove_members", "{who} ha rimosso {whom}"),
        ("leave_group", "{who} è uscito"),
        ("phone_call", "Chiamata vocale persa"),
        ("phone_call", "Videochiamata persa"),
    ),
    chats=("Chat WhatsApp con {chat}",),
)


PORTUGUESE: Final = Words(
    language="Portuguese",
    whole={
        **dict.fromkeys(("<Mídia oculta>", "<Mídia omitida>"), Kind.LEFT_OUT),
        "<Multimédia omitido>": Kind.LEFT_OUT,
        **dict.fromkeys(("imagem não revelada", "imagem ocultada", "imagem omitida"), Kind.PHOTO),
        **dict.fromkeys(("vídeo não revelado", "vídeo ocultado", "vídeo omitido"), Kind.VIDEO),
        **dict.fromkeys(("áudio ocultado", "áudio omitido"), Kind.VOICE),
        "ficheiro de áudio não revelado": Kind.VOICE,
        "GIF não revelada": Kind.ANIMATION,
        **dict.fromkeys(("figurinha omitida", "sticker não revelado"), Kind.STICKER),
        **dict.fromkeys(("documento omitido", "documento não revelado"), Kind.FILE),
        "Contacto não revelado": Kind.CONTACT,
        **dict.fromkeys(("Mensagem apagada", "Esta mensagem foi apagada"), Kind.DELETED),
        **dict.fromkeys(("Você apagou esta mensagem", "Apagou esta mensagem"), Kind.DELETED),
        **dict.fromkeys(("Esta mensagem foi apagada.", "Apagou esta mensagem."), Kind.DELETED),
    },
    attached=("{file} (arquivo anexado)", "{file} (ficheiro anexado)"),
    enclosed=("<anexado: {file}>", "<anexo: {file}>"),
    edited=("<Mensagem editada>", "<Esta mensagem foi editada>"),
    place=("localização: ", "Localização: "),
    poll=("ENQUETE:\n", "SONDAGEM:\n"),
    option="OPÇÃO: {answer} ({votes} votos)",
    pages="{file} • {pages} páginas",
    notices=(
        ("encryption", "As mensagens e {tail} criptografia de ponta a ponta{tail}"),
        ("encryption", "Mensagens e chamadas {tail} criptografia de ponta a ponta{tail}"),
        ("encryption", "As mensagens e chamadas são encriptadas ponto a ponto.{tail}"),
        ("create_group", '{who} criou o grupo "{title}"'),
        ("edit_group_photo", "{who} mudou a imagem do grupo"),
        ("invite_members", "{who} adicionou {whom}"),
        ("join_group_by_link", "{who} entrou usando o link de convite deste grupo"),
        ("remove_members", "{who} removeu {whom}"),
        ("leave_group", "{who} saiu"),
        ("phone_call", "Chamada de voz perdida"),
        ("phone_call", "Chamada de vídeo perdida"),
        ("phone_call", "Ligação de voz perdida"),
    ),
    chats=("Conversa do WhatsApp com {chat}", "Conversa no WhatsApp com {chat}"),
)
