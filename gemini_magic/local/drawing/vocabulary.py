"""What words mean to a picture, in English and for common things in some other languages.

A space parts words; the words of a phrase are held together by "_".
"""

MOTIFS = {
    "circle": "circle disc disk dot kreis kreise punkt cercle círculo circulo cerchio círculos "
    "圆 圆形 圆圈 丸 円 круг 동그라미",
    "ellipse": "ellipse oval",
    "square": "square quadrat quadrate carré cuadrado quadrato quadrado 正方形 方块 四角 квадрат "
    "사각형",
    "rectangle": "rectangle rechteck rechtecke rectángulo rettangolo 长方形 矩形 長方形",
    "triangle": "triangle dreieck dreiecke triángulo triangolo triângulo 三角形 三角 треугольник "
    "삼각형",
    "diamond": "diamond rhombus lozenge raute",
    "pentagon": "pentagon",
    "hexagon": "hexagon",
    "octagon": "octagon",
    "star": "star stern sterne étoile estrella stella estrela 星星 星 звезда 별",
    "heart": "heart herz herzen cœur coeur corazón cuore coração 爱心 心形 ハート сердце 하트",
    "ring": "ring donut doughnut",
    "cross": "cross plus kreuz croix cruz",
    "arrow": "arrow pfeil flèche flecha freccia 箭头",
    "crescent": "crescent halbmond",
    "line": "line linie",
    "spiral": "spiral spirale",
    "sun": "sun sonne soleil sol sole 太阳 太陽 солнце 해",
    "moon": "moon mond lune luna lua 月亮 月 луна 달",
    "cloud": "cloud wolke wolken nuage nube nuvola nuvem 云 云朵 雲 облако 구름",
    "rainbow": "rainbow regenbogen arc-en-ciel arcoíris arcobaleno 彩虹 虹",
    "rain": "rain raincloud regen pluie lluvia pioggia chuva 雨 雨云",
    "lightning": "lightning thunderbolt thunder blitz éclair rayo",
    "snowflake": "snowflake",
    "weather": "weather wetter météo 天气 天気",
    "balloon": "balloon luftballon luftballons ballon globo palloncino balão 气球 風船",
    "hot air balloon": "hot_air_balloon heißluftballon montgolfière 热气球",
    "rocket": "rocket spaceship spacecraft shuttle rakete fusée cohete razzo foguete 火箭 "
    "ロケット ракета",
    "plane": "plane airplane aeroplane aircraft jet flugzeug avion avión aereo avião 飞机 飛行機",
    "planet": "planet saturn jupiter mars planète planeta pianeta 行星 惑星",
    "ufo": "ufo flying_saucer alien",
    "kite": "kite drachenflieger 风筝",
    "tree": "tree oak baum bäume arbre árbol albero árvore 树 大树 木 дерево 나무",
    "pine": "pine fir spruce tanne tannen tannenbaum sapin pino",
    "christmas tree": "christmas_tree xmas_tree weihnachtsbaum 圣诞树",
    "palm": "palm palm_tree palme palmen palmier palmera palma 棕榈树",
    "flower": "flower daisy blossom rose blume blumen fleur flor fiore 花 花朵 цветок 꽃",
    "sunflower": "sunflower sonnenblume tournesol girasol 向日葵 ひまわり",
    "tulip": "tulip tulpe tulpen tulipe tulipán",
    "cactus": "cactus cacti kaktus",
    "mushroom": "mushroom toadstool pilz pilze champignon seta fungo 蘑菇",
    "apple": "apple apfel äpfel pomme manzana mela maçã 苹果 りんご яблоко 사과",
    "round fruit": "peach tangerine lemon plum cherry tomato 橙子 桃子",
    "banana": "banana banane bananen plátano 香蕉 バナナ",
    "leaf": "leaf leaves blatt feuille hoja",
    "cat": "cat kitten kitty katze katzen kater chat chaton gato gata gatto gatta 猫 小猫 猫咪 "
    "ねこ кошка кот 고양이",
    "dog": "dog puppy hound hund hunde welpe chien perro perra cane cachorro 狗 小狗 犬 いぬ "
    "собака 강아지 개",
    "fox": "fox fuchs füchse renard zorro volpe raposa 狐狸 きつね лиса 여우",
    "wolf": "wolf wolves husky wölfe loup lobo lupo 狼",
    "mouse": "mouse mice rat hamster maus mäuse souris ratón topo 老鼠",
    "rabbit": "rabbit bunny hare hase hasen kaninchen lapin conejo coniglio coelho 兔子 うさぎ "
    "кролик 토끼",
    "bear": "bear teddy teddy_bear bär bären ours oso orso urso 熊 小熊 くま медведь 곰",
    "panda": "panda 熊猫 パンダ",
    "koala": "koala 考拉",
    "pig": "pig piglet schwein cochon cerdo maiale porco 猪",
    "cow": "cow bull calf kuh kühe vache vaca mucca 牛 奶牛",
    "lion": "lion löwe löwen león leone leão 狮子 ライオン",
    "tiger": "tiger tigre 老虎 トラ",
    "monkey": "monkey ape affe affen singe mono scimmia macaco 猴子 サル",
    "frog": "frog toad frosch frösche grenouille rana sapo 青蛙 カエル",
    "otter": "otter seal beaver 水獭",
    "axolotl": "axolotl salamander",
    "horse": "horse pony foal pferd pferde cheval caballo cavallo cavalo 马 馬",
    "unicorn": "unicorn einhorn licorne unicornio 独角兽",
    "sheep": "sheep lamb schaf schafe mouton oveja pecora ovelha 羊 绵羊",
    "bird": "bird sparrow parrot robin vogel vögel oiseau pájaro uccello pássaro 鸟 小鸟 鳥 "
    "птица 새",
    "duck": "duck duckling swan goose ente enten canard pato anatra 鸭子 小鸭",
    "owl": "owl eule eulen hibou búho gufo 猫头鹰",
    "penguin": "penguin pinguin pinguine pingouin manchot pingüino pinguino 企鹅 ペンギン",
    "chick": "chick chicken hen küken huhn poussin poule pollito gallina 小鸡",
    "fish": "fish goldfish shark fisch fische poisson pez peces pesce peixe 鱼 魚 рыба 물고기",
    "whale": "whale dolphin wal wale baleine ballena balena baleia 鲸鱼 クジラ",
    "turtle": "turtle tortoise schildkröte tortue tortuga tartaruga 乌龟 カメ",
    "butterfly": "butterfly moth schmetterling schmetterlinge papillon mariposa farfalla "
    "borboleta 蝴蝶 蝶",
    "bee": "bee wasp bumblebee biene bienen abeille abeja ape abelha 蜜蜂",
    "snail": "snail schnecke escargot caracol",
    "ladybird": "ladybird ladybug beetle marienkäfer coccinelle mariquita",
    "snake": "snake python serpent schlange serpiente serpente cobra 蛇",
    "elephant": "elephant elefant elefanten éléphant elefante 大象 ゾウ",
    "dinosaur": "dinosaur dragon t-rex dino drache drachen dinosaurier dinosaure 恐龙 龙 恐竜",
    "house": "house home cottage hut barn haus häuser maison casa 房子 家 дом 집",
    "castle": "castle palace fortress schloss burg château castillo castello castelo 城堡 城",
    "skyscraper": "skyscraper building office hochhaus gebäude immeuble edificio 大楼 高楼",
    "lighthouse": "lighthouse leuchtturm phare faro farol 灯塔",
    "tent": "tent zelt tente 帐篷",
    "tower": "tower eiffel_tower turm tour_eiffel torre 塔",
    "car": "car automobile taxi auto autos wagen voiture coche carro macchina 汽车 车 車 машина "
    "자동차",
    "bus": "bus 公交车 巴士",
    "train": "train locomotive zug tren treno trem 火车 電車 поезд 기차",
    "bicycle": "bicycle bike fahrrad vélo bicicleta bicicletta 自行车 自転車",
    "boat": "boat ship sailboat yacht boot schiff segelboot bateau barco barca nave 船 帆船 "
    "корабль 배",
    "smiley": "smiley smile emoji face happy_face smiley_face gesicht visage cara faccia rosto "
    "笑脸 脸 顔",
    "sad face": "sad_face frown",
    "man": "man boy person child kid guy king teacher student farmer mann junge kind homme "
    "garçon hombre niño uomo homem 男孩 男人 人 孩子",
    "woman": "woman girl lady frau mädchen femme fille mujer niña donna mulher 女孩 女人",
    "astronaut": "astronaut cosmonaut astronaute astronauta 宇航员 宇宙飛行士",
    "wizard": "wizard witch magician zauberer hexe sorcier mago bruja",
    "queen": "queen princess fairy königin prinzessin reine princesse reina princesa",
    "robot": "robot android roboter robots 机器人 ロボット робот 로봇",
    "snowman": "snowman schneemann bonhomme_de_neige muñeco_de_nieve 雪人",
    "ghost": "ghost geist gespenst fantôme fantasma 幽灵",
    "hat": "hat top_hat hut chapeau sombrero cappello chapéu 帽子",
    "cap": "cap beanie mütze casquette gorra santa_hat winter_hat",
    "party hat": "party_hat birthday_hat partyhut",
    "crown": "crown tiara krone couronne corona coroa 皇冠",
    "glasses": "glasses sunglasses spectacles brille lunettes gafas occhiali óculos 眼镜",
    "bow": "bow bow_tie bowtie schleife fliege",
    "cake": "cake birthday_cake cupcake torte kuchen gâteau pastel tarta torta bolo 蛋糕 ケーキ",
    "gift": "gift present geschenk geschenke cadeau regalo 礼物",
    "cup": "cup mug coffee tea tasse kaffee tee café té tazza caffè xícara 杯子 咖啡",
    "ice cream": "ice_cream ice-cream eis glace helado gelato sorvete 冰淇淋",
    "pizza": "pizza 披萨",
    "book": "book notebook buch bücher livre libro livro 书 本 книга 책",
    "umbrella": "umbrella parasol regenschirm parapluie paraguas ombrello 雨伞 伞",
    "ball": "ball beach_ball football bälle pelota palla bola 球",
    "candle": "candle kerze kerzen bougie vela candela 蜡烛",
    "clock": "clock watch uhr horloge reloj orologio relógio 时钟 钟",
    "camera": "camera kamera cámara 相机",
    "computer": "computer laptop pc screen ordinateur ordenador 电脑 コンピュータ",
    "guitar": "guitar violin gitarre guitare guitarra chitarra 吉他",
    "key": "key schlüssel clé clef llave chiave chave 钥匙",
    "letter": "letter envelope mail brief enveloppe carta 信",
    "flag": "flag flagge fahne drapeau bandera bandiera 旗帜",
    "bulb": "bulb light_bulb lamp lightbulb glühbirne lampe lámpara lampada 灯泡",
    "egg": "egg easter_egg ei eier œuf huevo uovo 鸡蛋",
    "sign": "sign signpost schild panneau letrero cartello 牌子",
}  # fmt: skip

BACKDROPS = {
    "meadow": "meadow field park garden grass countryside landscape hills farm wiese garten "
    "landschaft prairie jardin prado jardín prato giardino 草地 公园 花园 风景",
    "sky": "sky himmel ciel cielo 天空 空",
    "night": "night starry nighttime midnight nacht nuit noche notte noite 夜晚 夜空 夜",
    "sunset": "sunset dusk sunrise dawn sonnenuntergang coucher_de_soleil atardecer "
    "puesta_de_sol tramonto pôr_do_sol 日落 夕阳 夕焼け",
    "sea": "sea ocean lake river water waves meer see mer océan mar océano mare 大海 海 湖",
    "beach": "beach island tropical shore strand insel plage playa spiaggia praia 海滩 沙滩 "
    "ビーチ",
    "mountains": "mountain alps peak berg berge montagne montaña montagna montanha 山 高山",
    "forest": "forest woods jungle wald forêt bosque foresta floresta 森林 森",
    "desert": "desert dunes sahara wüste désert desierto deserto 沙漠 砂漠",
    "snow": "snow snowy winter ice arctic schnee neige hiver nieve invierno neve inverno 雪 冬天",
    "city": "city town street skyline urban tokyo paris london york berlin stadt straße ville "
    "ciudad città cidade 城市 街道",
    "space": "space galaxy universe cosmos outer_space weltraum weltall espace espacio spazio "
    "太空 宇宙",
    "underwater": "underwater aquarium reef seabed unterwasser sous_l'eau submarino 水下",
    "room": "room kitchen classroom indoors library bedroom café zimmer küche chambre cuisine "
    "habitación cocina 房间 厨房",
}  # fmt: skip

STYLES = {
    "pixel art": "pixel_art pixelart pixelated 8-bit 8_bit 16-bit pixelkunst 像素",
    "watercolour": "watercolour watercolor aquarell aquarelle acuarela acquerello 水彩 水彩画",
    "sketch": "sketch pencil sketched drawing pencil_drawing hand-drawn skizze bleistift croquis "
    "crayon boceto 素描 铅笔画",
    "line art": "line_art line_drawing coloring_page colouring_page coloring_book outline "
    "ausmalbild coloriage 线描",
    "cartoon": "cartoon comic anime manga comicstil 卡通 漫画",
    "flat": "flat vector minimalist minimal",
}  # fmt: skip

RELATIONS = {
    "left of": "left_of to_the_left_of on_the_left_of links_von à_gauche_de a_la_izquierda_de "
    "a_la_izquierda_del 在左边",
    "right of": "right_of to_the_right_of on_the_right_of rechts_von à_droite_de a_la_derecha_de "
    "a_la_derecha_del",
    "above": "above over on_top_of on über au-dessus_de encima_de sopra acima",
    "below": "below under beneath underneath unter sous au-dessous_de debajo_de sotto abaixo",
    "beside": "next_to beside besides near neben à_côté_de al_lado_de accanto",
    "between": "between zwischen entre tra",
    "inside": "inside within",
    "wearing": "wearing wears with mit avec con com trägt porte qui_porte 戴着",
}  # fmt: skip

PLACES = {
    (0.2, 0.2): "top_left upper_left top-left upper-left oben_links en_haut_à_gauche 左上 左上角",
    (0.8, 0.2): "top_right upper_right top-right upper-right oben_rechts en_haut_à_droite 右上 "
    "右上角",
    (0.2, 0.78): "bottom_left lower_left bottom-left lower-left unten_links en_bas_à_gauche 左下 "
    "左下角",
    (0.8, 0.76): "bottom_right lower_right bottom-right lower-right unten_rechts en_bas_à_droite "
    "右下 右下角",
    (0.5, 0.18): "at_the_top on_top top oben en_haut arriba in_alto 上面",
    (0.5, 0.8): "at_the_bottom bottom unten en_bas abajo in_basso 下面",
    (0.22, 0.5): "on_the_left at_the_left left_side left links à_gauche a_la_izquierda 左边",
    (0.78, 0.5): "on_the_right at_the_right right_side right rechts à_droite a_la_derecha 右边",
    (0.5, 0.5): "in_the_centre in_the_center in_the_middle centre center centered middle mitte "
    "au_centre 中间 中央",
}  # fmt: skip

SIZES = {
    1.5: "big large huge giant enormous bigger larger groß große großer großes grand grande gran "
    "gigante 大 大きい",
    0.6: "small little tiny mini smaller klein kleine kleiner kleines petit petite pequeño "
    "pequeña piccolo pequeno 小 小さい",
}  # fmt: skip

NUMBERS = {
    1: "one single ein eine einen einer un une uno una um uma 一个 一只 一",
    2: "two pair_of couple_of a_couple_of both zwei deux dos due dois duas 两个 两只 二 두",
    3: "three some several drei trois tres tre três 三个 三只 三 세",
    4: "four vier quatre cuatro quattro quatro 四个 四",
    5: "five vier few many fünf cinq cinco cinque 五个 五",
    6: "six sechs seis sei 六个 六",
    7: "seven sieben sept siete sette sete 七",
    8: "eight acht huit ocho otto oito 八",
    9: "nine neun neuf nueve nove 九",
    10: "ten zehn dix diez dieci dez 十",
    12: "twelve dozen a_dozen zwölf douze doce",
}  # fmt: skip

CHARTS = {
    "bar": "bar_chart bar_graph bar_plot barchart histogram column_chart chart graph "
    "balkendiagramm säulendiagramm diagramme gráfico_de_barras 柱状图 图表",
    "line": "line_chart line_graph line_plot liniendiagramm courbe 折线图",
    "pie": "pie_chart pie_graph pie kuchendiagramm tortendiagramm camembert gráfico_circular "
    "饼图",
}  # fmt: skip

BACKGROUND = "background backdrop hintergrund fond fondo sfondo fundo 背景 фон 배경"
JOINING = "and und et y e with in on at of to from into 和 与 と 的 の"
ARTICLES = "a an the der die das den dem le la les l el los las il lo i o os as another 一"
# Nouns of prompts that name the picture itself, or nothing to be seen.
PICTURE = (
    "picture image photo photograph photography painting illustration drawing scene sketch poster "
    "logo icon portrait wallpaper art artwork render infographic visualization visualisation "
    "diagram story sentence sentences style stil version view shot close-up closeup resolution "
    "quality lighting light lights shadow shadows bild foto imagen dessin photo immagine imagem "
    "图片 图像 图 画 照片 絵 colour color colours colors shape shapes text word words caption "
    "label title letters sign details detail set series group bunch row lot mood atmosphere tone "
    "front look something everything sticker party theme dish idea concept current it one thing "
    "image's chart graph part side corner edge top bottom_left right background foreground middle "
    "center centre day time way world"
)
