"""The message `GenerationConfig` and what it may hold."""

from gemini_magic.local.wire.proto import (
    Message,
    Repeated,
    anything,
    boolean,
    choice,
    data,
    duration,
    floating,
    integer,
    string,
)
from gemini_magic.local.wire.tools import SCHEMA

VOICE_CONFIG = Message(
    "VoiceConfig",
    {
        "prebuiltVoiceConfig": Message("PrebuiltVoiceConfig", {"voiceName": string}),
        "replicatedVoiceConfig": Message(
            "ReplicatedVoiceConfig",
            {
                "mimeType": string,
                "voiceSampleAudio": data,
                "consentAudio": data,
                "voiceConsentSignature": Message("VoiceConsentSignature", {"signature": string}),
            },
        ),
        "voice": string,
    },
    one_of={
        "voice_config": frozenset({"prebuiltVoiceConfig", "replicatedVoiceConfig", "voice"}),
    },
)
SPEECH_CONFIG = Message(
    "SpeechConfig",
    {
        "languageCode": string,
        "voiceConfig": VOICE_CONFIG,
        "multiSpeakerVoiceConfig": Message(
            "MultiSpeakerVoiceConfig",
            {
                "speakerVoiceConfigs": Repeated(
                    Message("SpeakerVoiceConfig", {"speaker": string, "voiceConfig": VOICE_CONFIG})
                )
            },
        ),
    },
)
AUDIO_TRANSCRIPTION_CONFIG = Message(
    "AudioTranscriptionConfig",
    {
        "languageCodes": Repeated(string),
        "languageAuto": Message("LanguageAuto", {}),
        "languageHints": Message("LanguageHints", {"languageCodes": Repeated(string)}),
        "customVocabulary": Repeated(string),
        "adaptationPhrases": Repeated(string),
        "wordTimestamp": boolean,
        "diarization": boolean,
        "mode": choice("AudioTranscriptionConfig.Mode", "MODE_UNSPECIFIED VERBATIM SMART"),
        "sourceText": string,
    },
)
THINKING_CONFIG = Message(
    "ThinkingConfig",
    {
        "includeThoughts": boolean,
        "thinkingBudget": integer,
        "thinkingLevel": choice(
            "ThinkingConfig.ThinkingLevel",
            "THINKING_LEVEL_UNSPECIFIED MINIMAL LOW MEDIUM HIGH XHIGH",
        ),
    },
)
_DELIVERY = choice("ResponseFormat.Delivery", "DELIVERY_UNSPECIFIED INLINE URI")
_RESPONSE_FORMAT = Message(
    "ResponseFormat",
    {
        "text": Message("TextResponseFormat", {"mimeType": string, "schema": anything}),
        "image": Message(
            "ImageResponseFormat",
            {
                "mimeType": string,
                "delivery": _DELIVERY,
                "aspectRatio": string,
                "imageSize": string,
            },
        ),
        "audio": Message(
            "AudioResponseFormat",
            {
                "mimeType": string,
                "delivery": _DELIVERY,
                "sampleRate": integer,
                "bitRate": integer,
            },
        ),
        "video": Message(
            "VideoResponseFormat",
            {
                "delivery": _DELIVERY,
                "aspectRatio": string,
                "duration": duration,
                "resolution": string,
            },
        ),
    },
)
GENERATION_CONFIG = Message(
    "GenerationConfig",
    {
        "temperature": floating,
        "topP": floating,
        "topK": floating,
        "candidateCount": integer,
        "maxOutputTokens": integer,
        "stopSequences": Repeated(string),
        "responseLogprobs": boolean,
        "logprobs": integer,
        "presencePenalty": floating,
        "frequencyPenalty": floating,
        "seed": integer,
        "responseMimeType": string,
        "responseSchema": SCHEMA,
        "responseJsonSchema": anything,
        "responseFormat": Repeated(_RESPONSE_FORMAT),
        "responseModalities": Repeated(
            choice("GenerationConfig.Modality", "MODALITY_UNSPECIFIED TEXT IMAGE AUDIO VIDEO")
        ),
        "mediaResolution": choice(
            "GenerationConfig.MediaResolution",
            "MEDIA_RESOLUTION_UNSPECIFIED MEDIA_RESOLUTION_LOW MEDIA_RESOLUTION_MEDIUM "
            "MEDIA_RESOLUTION_HIGH",
        ),
        "speechConfig": SPEECH_CONFIG,
        "thinkingConfig": THINKING_CONFIG,
        "imageConfig": Message("ImageConfig", {"aspectRatio": string, "imageSize": string}),
        "enableEnhancedCivicAnswers": boolean,
        "audioTranscriptionConfig": AUDIO_TRANSCRIPTION_CONFIG,
    },
)
